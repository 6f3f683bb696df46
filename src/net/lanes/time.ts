import { systemClock, type Clock } from '../../domain/index.ts';

/**
 * Time as a lane needs it: a clock that never jumps, one precise wake-up, and a pulse that keeps no process alive.
 * Wall clocks are for people only; a machine whose clock is an hour off keeps the pace as well as any other.
 */
export interface LaneTime {
  /** Milliseconds of a monotonic clock, with fractions. */
  now(): number;
  /** Calls `run` at or shortly after `due`. `precise`: the last 1.5 ms are spent turning the event loop instead of in a timer. */
  at(due: number, run: () => void, precise: boolean): Cancel;
  /** Calls `run` about every `ms` for as long as something else keeps the process alive. */
  every(ms: number, run: () => void): Cancel;
}

export type Cancel = () => void;

/** A timer of Node fires 0 to 1.2 ms late. At 5 ms between requests that alone would waste a fifth of the pace, so fast lanes spin the rest. */
const spinMs = 1.5;

const systemTime: LaneTime = {
  now: () => performance.now(),
  at(due, run, precise) {
    if (precise) return spinUntil(due, run);
    const timer = setTimeout(run, Math.max(0, due - performance.now()));
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

const spinUntil = (due: number, run: () => void): Cancel => {
  let immediate: NodeJS.Immediate | undefined;
  const turn = (): void => {
    if (performance.now() >= due) run();
    else immediate = setImmediate(turn);
  };
  const timer = setTimeout(turn, Math.max(0, Math.floor(due - performance.now() - spinMs)));
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
};

/** The time of a clock: Node's own timers for the system's, `sleep` for a clock that a test owns. */
export const timeOf = (clock: Clock): LaneTime => {
  if (clock === systemClock) return systemTime;
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
