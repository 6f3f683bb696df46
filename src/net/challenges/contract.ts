import type { Instant } from '../../domain/index.ts';

/** A platform that asks for a person (a captcha, a login wall), and what the operator said to it. */
export interface Challenge {
  readonly id: string;
  readonly platform: string;
  readonly lane: string;
  /** The page on which it stands, without secrets. */
  readonly url: string;
  readonly reason: string;
  /** `done`: ask again. `skipped`: leave what the page was opened for. */
  readonly state: 'waiting' | 'done' | 'skipped';
  /** Inside the data folder of the machine that met it; null: no picture could be taken. */
  readonly screenshot: string | null;
  readonly host: string;
  /** The address of the browser's DevTools on that host, as long as `alive`. */
  readonly devtools: string | null;
  readonly pageId: string | null;
  /** Whether the process whose browser met it still lives, and the session with it. */
  readonly alive: boolean;
  readonly metAt: Instant;
  readonly answeredAt: Instant | null;
}

/** What is seen when a platform asks for a person. */
export interface Evidence {
  readonly lane: string;
  readonly url: string;
  readonly reason: string;
  readonly devtools: string | null;
  readonly pageId: string | null;
  /** PNG. */
  readonly screenshot: Uint8Array | null;
}

/** Where challenges are written down, and the answers to them read. */
export interface ChallengeDesk {
  /** Writes a challenge down, which holds its lane; returns its id, or that of the one the lane waits for already. */
  raise(evidence: Evidence): Promise<string>;
  /** The id of the challenge on this page that the operator has skipped and that nothing was left for yet; null: none. Once for each answer. */
  skipped(lane: string, url: string): Promise<string | null>;
  /** Whether a challenge still waits for its answer. */
  waits(id: string): Promise<boolean>;
}
