import type { Exchange, Instant } from '../../domain/index.ts';

/**
 * What happened, for logs and metrics. Values only: whoever wants a sentence makes it. Addresses are free of secrets, bodies of people.
 *
 * - `done`: a request came to its end, whatever the outcome.
 * - `retry`: it failed in a way that may pass and is asked again after `delayMs`; `reason` is the error, null when the status tells it.
 * - `hold`: the platform complained and the lane rests until `until`; no retry is charged.
 * - `redirect`: it was sent on to another address.
 * - `crawl-delay`: what pace robots.txt of a host asks for, 0 for none; told before the first request to it, and when it changes.
 */
export type NetEvent =
  | { readonly kind: 'done'; readonly lane: string; readonly exchange: Exchange }
  | {
      readonly kind: 'retry';
      readonly lane: string;
      readonly url: string;
      readonly status: number;
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: unknown;
    }
  | {
      readonly kind: 'hold';
      readonly lane: string;
      readonly url: string;
      readonly status: number;
      readonly retryAfterMs: number | null;
      readonly until: Instant;
    }
  | { readonly kind: 'redirect'; readonly lane: string; readonly url: string; readonly to: string; readonly status: number }
  | { readonly kind: 'crawl-delay'; readonly lane: string; readonly host: string; readonly delayMs: number };
