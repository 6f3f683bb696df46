import type { Exchange, Platform } from '../../domain/index.ts';
import type { Answered } from '../../net/index.ts';

/** What a reading thread is begun with. */
export interface ThreadData {
  readonly platform: Platform;
  /** The key that hashes private people. */
  readonly key: Uint8Array;
}

/** An answer to read. */
export interface Question {
  readonly number: number;
  /** `<stream>:<endpoint>`. */
  readonly endpoint: string;
  readonly url: string;
  readonly answered: Answered;
}

/**
 * What was read: the exchange without people, its body as the line of a frame, and what its parser says of it, as JSON. Bytes change hands without being
 * copied, and JSON is half the price of cloning thirty small objects.
 */
export interface Reading {
  readonly number: number;
  readonly exchange: Omit<Exchange, 'body'>;
  readonly line: Uint8Array<ArrayBuffer>;
  readonly parsed: string;
}
