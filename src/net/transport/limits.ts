/** How long and how much one answer may take. */
export interface Limits {
  /** From asking for a connection to having it, TLS included. */
  readonly connectMs: number;
  /** From the request sent to the headers received. */
  readonly headersMs: number;
  /** From the headers to the last byte of the body, however steadily it drips. */
  readonly bodyMs: number;
  /** Bytes of a body, as sent and as decoded: a bomb of compression is bounded by the same number. */
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** Connections to one origin. The lane's concurrency is what paces; this only bounds sockets. */
  readonly connections: number;
  /** How long an idle connection is kept for the next request. */
  readonly keepAliveMs: number;
  /** Redirects followed for one request. */
  readonly redirects: number;
  /** How often a request is asked again after timeouts, resets, 5xx and truncated bodies, the first time included. */
  readonly attempts: number;
  /** Answers in a row that tell us to stay away, before the request ends as `rate-limited`. */
  readonly complaints: number;
}

export const defaultLimits: Limits = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyMs: 60_000,
  bodyBytes: 32 * 1024 * 1024,
  headerBytes: 64 * 1024,
  connections: 256,
  keepAliveMs: 15_000,
  redirects: 5,
  attempts: 4,
  complaints: 20,
};
