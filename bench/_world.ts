/** The simulated platforms as a process of their own with any latency, and our way to them with the lanes lifted. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createReadingRoom } from '../src/collect/index.ts';
import { systemClock } from '../src/domain/index.ts';
import { createHasher, createLanes, createNet, createRobots, userAgentOf } from '../src/net/index.ts';
import type { Source } from '../src/sources/index.ts';
import type { Store, Worker } from '../src/store/index.ts';

export interface World extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Starts `tidemark sim` with these flags; it ends with us. */
export const startWorld = async (flags: Readonly<Record<string, number | string>>): Promise<World> => {
  const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'sim', ...words, '--end-with-parent'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  return {
    url: (JSON.parse(line) as { url: string }).url,
    pid: child.pid!,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const key = new Uint8Array(32);

/** Opens the net as `collect` does. The lanes of the source are lifted to `concurrency` at once without a pace, or keep their own. */
export const openNetTo = (store: Store, source: Source, simulatorUrl: string, concurrency: number | null) => async (worker: Worker) => {
  const lanes = createLanes({ store, workerId: worker.id, lost: worker.lost, clock: systemClock, random: Math.random, maxHoldMs: 60_000 });
  await lanes.declare(concurrency === null ? source.lanes : source.lanes.map(({ name }) => ({ name, intervalMs: 0, concurrency })));
  const net = createNet({
    lanes,
    robots: (fetch) => createRobots({ store, fetch, clock: systemClock }),
    clock: systemClock,
    random: Math.random,
    userAgent: userAgentOf('0.0.0', 'bench'),
    hasher: createHasher(key),
    simulatorUrl,
    reading: createReadingRoom({ platform: source.platform, key }),
  });
  return { net, lanes };
};
