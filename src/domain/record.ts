import type { Counts } from './count.ts';
import type { Platform } from './platform.ts';
import type { Instant } from './time.ts';
import type { Outcome } from './outcome.ts';

/** What a record can be. */
export const recordKinds = ['channel', 'post', 'comment', 'follower', 'series', 'episode', 'offer', 'hashtag'] as const;
export type RecordKind = (typeof recordKinds)[number];

/** A JSON value, as stored in `fields`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One parsed entity with its metrics at the instant of its exchange. Ids are strings, whatever the platform writes. */
export interface ParsedRecord {
  readonly kind: RecordKind;
  readonly platform: Platform;
  readonly id: string;
  /** The record this one hangs on: the series of an episode, the episode of a comment. */
  readonly parentId?: string;
  /**
   * The name it is found by at this instant, as targets write it: `@` and the login or handle in lower case. Names change hands, ids do not;
   * which name meant which id since when is kept.
   */
  readonly name?: string;
  /**
   * Where the metrics hold, when one record can stand in several places of one answer with different numbers
   * (`weekday/MONDAY/user`: the rank of a title in Monday's list by popularity). Absent: they hold for the record itself.
   */
  readonly scope?: string;
  readonly fields: Readonly<Record<string, Json>>;
  readonly counts: Counts;
}

/** A part of a payload, or all of it, that breaks the schema. The rest goes on. */
export interface Misfit {
  /** Where in the payload, as a JSON path such as `titleList[3].titleId`; empty for the whole. */
  readonly path: string;
  readonly reason: string;
  /** The offending value, at most a few kilobytes of it. */
  readonly value: Json;
}

/** What a parser returns: pure data about one exchange. `next` is the cursor of the following page, null at the end. */
export interface Parsed {
  readonly outcome: Outcome;
  readonly records: readonly ParsedRecord[];
  readonly quarantined: readonly Misfit[];
  readonly next: Json;
  /** Targets asked for by this request that the platform silently left out: it does not have them. */
  readonly missing?: readonly string[];
  /** Why the platform refused, in its own words, where the payload says so; it becomes the evidence of the exchange. */
  readonly note?: string;
}

/** One request and its answer. The body has private people already replaced by keyed hashes. */
export interface Exchange {
  readonly request: { readonly method: 'GET' | 'POST'; readonly url: string };
  /** 0 when no answer came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bytes of the answer's body as decoded from the wire, before hashing. */
  readonly bytes: number;
  /** When the answer was complete. */
  readonly at: Instant;
  readonly durationMs: number;
  /** How often it was asked, retries included. */
  readonly attempts: number;
  /** What the transport saw; a parser may refine it. */
  readonly outcome: Outcome;
  /** It was `blocked` by what a person has to solve: the operator has not answered yet, or has chosen to leave it. */
  readonly challenge?: { readonly id: string; readonly state: 'waiting' | 'skipped' };
  /** Evidence for an outcome other than `ok`, in a short sentence. */
  readonly note?: string;
}
