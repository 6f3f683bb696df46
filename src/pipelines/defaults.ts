import { durationMs } from './duration.ts';

const ms = (text: string): number => durationMs(text)!;

/** What a step has that says nothing of its own. */
export interface StepDefaults {
  readonly pool: string;
  readonly timeoutMs: number;
}

/** Where steps of a handler take their slots, and how long they may take. A collection of every title takes hours, and with a window as long as that. */
const byHandler: Readonly<Record<string, StepDefaults>> = {
  collect: { pool: 'collect', timeoutMs: ms('24h') },
  refresh: { pool: 'heavy', timeoutMs: ms('1h') },
  seal: { pool: 'heavy', timeoutMs: ms('2h') },
  'run-pipeline': { pool: 'light', timeoutMs: ms('48h') },
  wait: { pool: 'light', timeoutMs: ms('48h') },
};

const others: StepDefaults = { pool: 'light', timeoutMs: ms('1h') };

/** The defaults of a step by the handler that does it. */
export const stepDefaults = (does: string): StepDefaults => (Object.hasOwn(byHandler, does) ? byHandler[does]! : others);

/** Attempts after the first that failed, and the time before the first of them. */
export const retryDefaults = { retries: 3, retryDelayMs: ms('1m') } as const;

/** Between which values a number or a time makes sense; both ends are part of it. */
export const ranges = {
  seats: [1, 64],
  retries: [0, 20],
  retryDelayMs: [0, ms('1d')],
  timeoutMs: [ms('1s'), ms('7d')],
  jitterMs: [0, ms('1d')],
  catchUp: [1, 1000],
} as const;

/** Steps a pipeline may have. */
export const mostSteps = 200;
