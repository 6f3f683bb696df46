/**
 * A process of its own that asks a server through a lane as fast as the lane lets it, until it is killed. Prints when the lane let each
 * request go, in milliseconds of the machine's monotonic clock, which all its processes share.
 */
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { systemClock } from '../../src/domain/index.ts';
import { createLanes } from '../../src/net/lanes/index.ts';
import type { LanePermit } from '../../src/net/lanes/permit.ts';
import { openStore } from '../../src/store/index.ts';

const [databaseUrl, schema, lane, port, eager] = process.argv.slice(2) as [string, string, string, string, string];
const store = await openStore({ databaseUrl, schema, dataFolder: tmpdir(), poolSize: 4 });
const worker = await store.worker('test');
const lanes = createLanes({ store, workerId: worker.id, lost: worker.lost, clock: systemClock, random: Math.random, maxHoldMs: 60_000 });

/** What to add to `performance.now()`: the narrowest of many readings, since this process may be interrupted between two of them. */
const origin = Array.from({ length: 100 }, () => {
  const before = performance.now();
  const absolute = Number(process.hrtime.bigint()) / 1e6;
  const after = performance.now();
  return { width: after - before, origin: absolute - (before + after) / 2 };
}).sort((a, b) => a.width - b.width)[0]!.origin;

const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ port: Number(port), host: '127.0.0.1' }, (answer) => answer.resume().on('end', resolve));
    outgoing.on('error', reject).end();
  });

const loop = async (): Promise<void> => {
  for (;;) {
    // The lane's own reading: on a busy machine this process may be interrupted for long before the next line runs.
    const permit = (await lanes.acquire(lane)) as LanePermit;
    process.stdout.write(`${origin + permit.startedAt}\n`);
    await ask().finally(() => permit.release());
  }
};
await Promise.all(Array.from({ length: Number(eager) }, loop));
