import { TidemarkError, isoOf, type Instant } from '../../domain/index.ts';
import type { LaneWait } from './context.ts';

/** Shorter waits are the ordinary pace of work and not worth a line on the screen. */
export const noticeableMs = 2000;

/** The error for a wait that is longer than anybody wants to sit through. */
export const heldError = (lane: string, wait: LaneWait, limit: number | null): TidemarkError => {
  const until = wait.until === null ? 'further notice' : isoOf(wait.until);
  if (wait.waitingFor === 'budget')
    return new TidemarkError('TDM_BUDGET_SPENT', { lane, limit: limit === null ? 'set by the platform' : `${limit} units`, until });
  return new TidemarkError('TDM_LANE_HELD', { lane, until, cause: wait.cause ?? 'its pace' });
};

/** The error for a wait that only the operator can end. */
export const challengeError = (lane: string, challenge: string, cause: string | null): TidemarkError =>
  new TidemarkError('TDM_CHALLENGE_WAITING', { lane, challenge, cause: cause ?? 'the platform asks for a person' });

/** Tells of each wait once: again only when the reason or its cause changes, or the end moves by more than a second. */
export class Announcer {
  readonly #tell: (wait: LaneWait) => void;
  #told: { readonly waitingFor: string; readonly cause: string | null; readonly until: Instant | null } | null = null;

  constructor(tell: (wait: LaneWait) => void) {
    this.#tell = tell;
  }

  announce(wait: LaneWait): void {
    const told = this.#told;
    const near = (a: Instant | null, b: Instant | null): boolean => a === b || (a !== null && b !== null && Math.abs(a - b) <= 1000);
    if (told !== null && told.waitingFor === wait.waitingFor && told.cause === wait.cause && near(told.until, wait.until)) return;
    this.#told = wait;
    this.#tell(wait);
  }

  /** Something started: the next wait is news again. */
  reset(): void {
    this.#told = null;
  }
}
