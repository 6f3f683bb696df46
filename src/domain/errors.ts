import { catalogue } from './error-catalogue.ts';
import type { Consequence } from './error-catalogue.ts';

export type ErrorCode = keyof typeof catalogue;

/** Exit codes of the command line, by consequence. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, operator: 3, later: 75, interrupted: 130 } as const;

/**
 * A text without control characters, each shown as `·`: what a platform or a file says may neither break a line in two nor give orders to
 * a terminal.
 */
export const plainText = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, '·');

const fill = (template: string, details: Readonly<Record<string, unknown>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => plainText(stripSecrets(String(details[name] ?? `(${name})`))));

/** Passwords inside addresses and keys inside queries never reach a message or a log. */
export const stripSecrets = (text: string): string =>
  text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@]*@/gi, '$1:***@')
    .replace(/([?&](?:key|api_key|apikey|token|access_token|client_secret|password|secret)=)[^&\s]*/gi, '$1***');

/** An error of the catalogue: a stable code, a consequence, a sentence and the next action; the cause is kept. */
export class TidemarkError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(fill(catalogue[code].message, details), cause === undefined ? undefined : { cause });
    this.name = 'TidemarkError';
    this.code = code;
    this.details = details;
  }

  get consequence(): Consequence {
    return catalogue[this.code].consequence;
  }

  /** What to do now. */
  get next(): string {
    return fill(catalogue[this.code].next, this.details);
  }

  get exitCode(): number {
    const { consequence } = this;
    if (this.code === 'TDM_RUN_INTERRUPTED') return exitCodes.interrupted;
    if (consequence === 'usage') return exitCodes.usage;
    if (consequence === 'operator' || consequence === 'stop-source') return exitCodes.operator;
    if (consequence === 'hold') return exitCodes.later;
    return exitCodes.failed;
  }

  /** The one line a person reads. */
  get line(): string {
    return `${this.code}: ${this.message}; ${this.next}`;
  }
}

/**
 * What went wrong first. When closing something fails after work has failed (its database is gone, say), the language wraps both, and the
 * failure to close says nothing about the reason.
 */
export const originOf = (error: unknown): unknown => (error instanceof SuppressedError ? originOf(error.suppressed) : error);

/** The reason of an unknown failure in one line, without secrets. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return stripSecrets(text.split('\n')[0]!);
};
