import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FaultRule, LogEntry } from '../../src/sim/index.ts';

/** A simulator in a process of its own, whose clock no test delays, and what arrived there. */
export interface WatchedSimulator {
  readonly url: string;
  arrivals(): Promise<LogEntry[]>;
}

/** Call it inside a test, with whose end it ends. */
export const watchedSimulator = async (words: readonly string[], faults: readonly FaultRule[]): Promise<WatchedSimulator> => {
  const program = join(import.meta.dirname, '../../src/sim/main.ts');
  const child = spawn(process.execPath, [program, ...words, '--faults', JSON.stringify(faults)], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGTERM'));
  const url = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).url)),
  );
  return {
    url,
    arrivals: async () => {
      const answer = await fetch(`${url}/__sim/log`);
      const { entries } = (await answer.json()) as { entries: LogEntry[] };
      return entries.toSorted((a, b) => a.at - b.at);
    },
  };
};

/**
 * By how much, in ms, arrivals are ahead of a pace, in the worst of all stretches of any length: in `windowMs` come at most
 * `(windowMs + earlinessMs) / paceMs + 1`. 0 when no two are closer than the pace.
 */
export const earlinessOf = (at: readonly number[], paceMs: number): number => {
  let worst = 0;
  // The most that any earlier arrival makes this one too early: what it was for the one before, or just that one.
  let ahead = 0;
  for (let n = 1; n < at.length; n++) {
    ahead = Math.max(0, ahead) + paceMs - (at[n]! - at[n - 1]!);
    worst = Math.max(worst, ahead);
  }
  return worst;
};

/** The most that came within `windowMs`, wherever that begins; its end is not part of it. */
export const mostWithin = (at: readonly number[], windowMs: number): number => {
  let [most, first] = [0, 0];
  for (let last = 0; last < at.length; last++) {
    while (at[last]! - at[first]! >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
};

/** The most that were under way at once. */
export const mostAtOnce = (entries: readonly LogEntry[]): number => {
  const steps = entries.flatMap(({ at, tookMs }) => [
    { at, by: 1 },
    { at: at + (tookMs ?? Infinity), by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of steps.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by));
  return most;
};

/** How much of a pace was used outside stretches of rest, each given by its begin and its end. */
export const usedOf = (at: readonly number[], paceMs: number, rests: readonly (readonly [number, number])[]): number => {
  const from = at[0]!;
  const until = at.at(-1)!;
  const restMs = rests.reduce((sum, [begin, end]) => sum + Math.max(0, Math.min(end, until) - Math.max(begin, from)), 0);
  const working = at.filter((instant) => !rests.some(([begin, end]) => instant >= begin && instant < end));
  return ((working.length - 1) * paceMs) / (until - from - restMs);
};

/** How late this machine's timers mostly are (90th percentile, ms) until the returned function is called: it may be busy with other tests. */
export const lateness = (): (() => number) => {
  const late: number[] = [];
  let due = performance.now() + 20;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(now - due);
    due = now + 20;
  }, 20);
  return () => {
    clearInterval(timer);
    return late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.9)] ?? Infinity;
  };
};
