/**
 * Workers in processes of their own: whether four of them keep the pace of one lane and use it, how much more they do than one, what the queue costs.
 * Limits: four on a lane of 50 requests/s bring at most 51 in any second and use 0.95 of it, as seats of one step and as steps of four runs; where waiting
 * is all there is to do four do 3.6 times as much as one; a task costs 1 ms of CPU. `PARTS=lane`, `scale`, `queue` measure a part of it; `REQUESTS` (of each
 * shape), `STEPS`, `LATENCY` (of the part `scale`, ms), `RUNS`, `TASKS` change the sizes.
 */
import { loadavg } from 'node:os';
import { lateness } from '../test/support/fleet-arrivals.ts';
import { machine } from './_support.ts';
import { openFleet } from './_workers-fleet.ts';
import { burst, laneFigures, perSecond, shapes } from './_workers-lane.ts';
import { stepCost, taskCost, workerStepCost } from './_workers-queue.ts';
import type { Cost } from './_workers-queue.ts';
import { scaleFigures, seats } from './_workers-scale.ts';

const parts = (process.env['PARTS'] ?? 'lane,scale,queue').split(',');
const requests = Number(process.env['REQUESTS'] ?? 600);
const laneLatencyMs = 60;
const steps = Number(process.env['STEPS'] ?? 32);
const latencyMs = Number(process.env['LATENCY'] ?? 600);
const runs = Number(process.env['RUNS'] ?? 60);
const tasks = Number(process.env['TASKS'] ?? 5000);
const leastUsed = 0.95;
const leastRatio = 3.6;
const mostMs = 1;
const failures: string[] = [];

const load = (): string => `load ${loadavg()[0]!.toFixed(2)}`;

const lane = async (): Promise<void> => {
  await using fleet = await openFleet(laneLatencyMs);
  for (const shape of shapes) {
    const measured = lateness();
    const { requests: count, most, earlyMs, used } = await laneFigures(fleet, shape, requests);
    console.log(
      `four workers, ${shape}: ${count} requests, at most ${most} in any second, ${(used * 100).toFixed(1)} % of ${perSecond}/s used while there was work; ` +
        `at worst ${earlyMs.toFixed(0)} ms ahead of the pace; timers late by ${measured().toFixed(1)} ms, ${load()}`,
    );
    if (most > perSecond + burst) failures.push(`${shape}: ${most} requests in a second; limit ${perSecond} + ${burst}`);
    if (used < leastUsed) failures.push(`${shape}: ${used.toFixed(3)} of the lane used; limit ${leastUsed}`);
  }
};

const scale = async (): Promise<void> => {
  await using fleet = await openFleet(latencyMs);
  const one = await scaleFigures(fleet, 1, steps, 0);
  const four = await scaleFigures(fleet, 4, steps, steps * 10);
  for (const [name, { seconds, requests: count, idle }] of Object.entries({ 'one worker': one, 'four workers': four }))
    console.log(
      `${name}, ${seats} steps each side by side: ${count} requests of ${latencyMs} ms in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)}/s; cores idle ${idle.toFixed(0)} %, ${load()}`,
    );
  const ratio = one.seconds / four.seconds;
  console.log(`four do ${ratio.toFixed(2)} times as much as one (limit ${leastRatio})`);
  if (ratio < leastRatio) failures.push(`four workers do ${ratio.toFixed(2)} times as much as one; limit ${leastRatio}`);
};

const queue = async (): Promise<void> => {
  await using fleet = await openFleet(0);
  const total = ({ node, postgres }: Cost): number => node + postgres;
  const say = (what: string, cost: Cost): void =>
    console.log(
      `${what}: ${total(cost).toFixed(2)} ms of CPU (Node ${cost.node.toFixed(2)}, PostgreSQL ${cost.postgres.toFixed(2)}), ${load()}`,
    );
  const task = await taskCost(fleet.store, tasks);
  say('a task, taken and marked as done', task);
  say('a step through the queue, with an empty handler', await stepCost(fleet.store, runs));
  say('a step done by `bin/tidemark worker`, with its log and its events', await workerStepCost(fleet, runs));
  if (total(task) > mostMs) failures.push(`a task costs ${total(task).toFixed(2)} ms of CPU; limit ${mostMs}`);
};

console.log(`machine: ${machine()}; simulator, PostgreSQL and workers on the same cores, each in a process of its own; ${load()} before`);
if (parts.includes('lane')) await lane();
if (parts.includes('scale')) await scale();
if (parts.includes('queue')) await queue();
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
