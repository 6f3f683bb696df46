import { systemClock, type Clock } from '../../domain/index.ts';

/**
 * Time as a lane needs it: a clock that never jumps, one precise wake-up, and a pulse that keeps no process alive.
 * Wall clocks are for people only; a machine whose clock is an hour off keeps the pace as well as any other.
 */
export interface LaneTime {
  /** Milliseconds of a monotonic clock, with fractions. */
  now(): number;
  /** Calls `run` at `due` or as shortly after it as can be. */
  at(due: number, run: () => void): Cancel;
  /** Calls `run` about every `ms` for as long as something else keeps the process alive. */
  every(ms: number, run: () => void): Cancel;
}

export type Cancel = () => void;

/**
 * A timer of Node fires 0 to 1.2 ms late, and every late start moves all that follow: 1 % of the pace at 100 ms between requests, a fifth
 * at 5 ms. So the loop turns for the last moments, which costs about 1 ms of processor time a start and leaves 0.05 ms of lateness.
 */
const spinMs = 1.5;

const systemTime: LaneTime = {
  now: () => performance.now(),
  at(due, run) {
    let immediate: NodeJS.Immediate | undefined;
    const turn = (): void => {
      if (performance.now() >= due) run();
      else immediate = setImmediate(turn);
    };
    const sleepMs = Math.floor(due - performance.now() - spinMs);
    const timer = sleepMs > 0 ? setTimeout(turn, sleepMs) : undefined;
    if (timer === undefined) immediate = setImmediate(turn);
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** The time of a clock: Node's own timers for one that sleeps as the system does, whatever hour it shows; `sleep` for one that a test owns. */
export const timeOf = (clock: Clock): LaneTime => {
  if (clock.sleep === systemClock.sleep) return systemTime;
  const at = (due: number, run: () => void): Cancel => {
    const stop = new AbortController();
    clock.sleep(Math.max(0, due - clock.now()), stop.signal).then(run, () => undefined);
    return () => stop.abort();
  };
  return {
    now: () => clock.now(),
    at,
    every(ms, run) {
      let cancel: Cancel;
      const again = (): void => {
        cancel = at(clock.now() + ms, () => {
          again();
          run();
        });
      };
      again();
      return () => cancel();
    },
  };
};
