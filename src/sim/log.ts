/** One request as it arrived. Times are monotonic milliseconds with microsecond resolution, from the start of the process. */
export interface LogEntry {
  /** Counts up from 1 for all requests; ask for what came after one with `since`. */
  readonly sequence: number;
  readonly at: number;
  readonly host: string;
  readonly endpoint: string;
  readonly url: string;
  /** The status answered; 0 while under way, or when none was sent. */
  status: number;
  /** The fault that was played, if any. */
  fault: string | null;
  /** Milliseconds until the answer was out or the connection gone; null while under way. */
  tookMs: number | null;
}

export interface HostCounter {
  requests: number;
  inFlight: number;
  maxInFlight: number;
}

/** What arrived, for tests of pace and concurrency. */
export interface RequestLog {
  begin(host: string, endpoint: string, url: string): LogEntry;
  end(entry: LogEntry): void;
  entries(filter?: { readonly since?: number; readonly host?: string; readonly endpoint?: string }): LogEntry[];
  counters(): {
    requests: number;
    inFlight: number;
    maxInFlight: number;
    byEndpoint: Record<string, number>;
    byHost: Record<string, HostCounter>;
  };
  /** Forgets entries and counters; requests under way stay counted as under way. */
  reset(): void;
}

export const createRequestLog = (limit: number, now: () => number): RequestLog => {
  let entries: LogEntry[] = [];
  let sequence = 0;
  const all: HostCounter = { requests: 0, inFlight: 0, maxInFlight: 0 };
  const byHost = new Map<string, HostCounter>();
  const byEndpoint = new Map<string, number>();

  const hostOf = (host: string): HostCounter => {
    let counter = byHost.get(host);
    if (!counter) byHost.set(host, (counter = { requests: 0, inFlight: 0, maxInFlight: 0 }));
    return counter;
  };
  const enter = (counter: HostCounter): void => {
    counter.requests++;
    if (++counter.inFlight > counter.maxInFlight) counter.maxInFlight = counter.inFlight;
  };

  return {
    begin(host, endpoint, url) {
      const entry: LogEntry = { sequence: ++sequence, at: now(), host, endpoint, url, status: 0, fault: null, tookMs: null };
      enter(all);
      enter(hostOf(host));
      byEndpoint.set(endpoint, (byEndpoint.get(endpoint) ?? 0) + 1);
      // Dropping the older half at twice the limit keeps the log bounded without a shift per request.
      if (entries.length >= limit * 2) entries = entries.slice(-limit);
      if (limit > 0) entries.push(entry);
      return entry;
    },
    end(entry) {
      entry.tookMs = now() - entry.at;
      all.inFlight--;
      hostOf(entry.host).inFlight--;
    },
    entries: ({ since = 0, host, endpoint } = {}) =>
      entries
        .slice(-limit || entries.length)
        .filter(
          (entry) =>
            entry.sequence > since &&
            (host === undefined || entry.host === host) &&
            (endpoint === undefined || entry.endpoint === endpoint),
        ),
    counters: () => ({
      ...all,
      byEndpoint: Object.fromEntries(byEndpoint),
      byHost: Object.fromEntries([...byHost].map(([host, counter]) => [host, { ...counter }])),
    }),
    reset() {
      entries = [];
      byEndpoint.clear();
      for (const counter of [all, ...byHost.values()]) {
        counter.requests = 0;
        counter.maxInFlight = counter.inFlight;
      }
    },
  };
};
