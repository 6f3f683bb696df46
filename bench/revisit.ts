/**
 * Errors of curves when targets are visited by how fast they change, beside uniform and proportional visits of the same number over the same traces.
 * Limits: 30 % below uniform in the mean of ten seeds with a visit every second day, and worse on no seed and no budget down to one in eight days;
 * a plan for 1,000,000 targets in 5 s and 500 MB. `SEEDS` (of the ten, the first so many), `EACH` (targets of each of five platforms) change the sizes.
 */
import { machine, median, ownCpuSeconds } from './_support.ts';
import { errorsOf, policies, tracesOf } from './_revisit.ts';
import type { Errors } from './_revisit.ts';
import { noMemory, planRevisits, remember } from '../src/collect/revisit/index.ts';
import type { RevisitMemory } from '../src/collect/revisit/index.ts';

/** Settings were chosen on seeds 1 and 2. */
const seeds = Array.from({ length: Number(process.env['SEEDS'] ?? 10) }, (_, at) => 11 + at);
const each = Number(process.env['EACH'] ?? 200);
const everyDays = [2, 3, 4, 8];
const mostOfUniform = 0.7;
const failures: string[] = [];

console.log(`machine: ${machine()}; ${5 * each} targets, 120 days; errors as a share of those of uniform visits\n`);
for (const days of everyDays) {
  console.log(
    `a visit every ${days} days: seed   ${Object.keys(policies).join('   ')}   adaptive, in followers   adaptive, root mean square`,
  );
  const found: { relative: number; absolute: number; rootMeanSquare: number }[] = [];
  for (const seed of seeds) {
    const traces = tracesOf(seed, each);
    const limits = { budgetPerDay: Math.floor(traces.length / days), floorDays: 30, ceilingPerDay: 1 };
    const errors = Object.values(policies).map((policy): Errors => errorsOf(traces, policy, limits));
    const [uniform, , adaptive] = errors as [Errors, Errors, Errors];
    const share = (of: Errors, name: keyof Errors): number => of[name] / uniform[name];
    found.push({
      relative: share(adaptive, 'relative'),
      absolute: share(adaptive, 'absolute'),
      rootMeanSquare: share(adaptive, 'rootMeanSquare'),
    });
    const columns = errors.map((error) => share(error, 'relative')).concat(share(adaptive, 'absolute'), share(adaptive, 'rootMeanSquare'));
    console.log(`${String(seed).padStart(6)}   ${columns.map((value) => value.toFixed(3)).join('   ')}`);
    if (columns.slice(2).some((value) => value > 1)) failures.push(`seed ${seed}, every ${days} days: worse than uniform`);
    if (adaptive.visits > uniform.visits)
      failures.push(`seed ${seed}, every ${days} days: ${adaptive.visits} visits, uniform ${uniform.visits}`);
  }
  const mean = (name: 'relative' | 'absolute' | 'rootMeanSquare'): number => found.reduce((sum, one) => sum + one[name], 0) / found.length;
  const worst = Math.max(...found.map(({ relative }) => relative));
  console.log(
    `  mean ${mean('relative').toFixed(3)}, median ${median(found.map(({ relative }) => relative)).toFixed(3)}, worst ${worst.toFixed(3)}; ` +
      `in followers ${mean('absolute').toFixed(3)}, root mean square ${mean('rootMeanSquare').toFixed(3)}\n`,
  );
  if (days === 2 && mean('relative') > mostOfUniform)
    failures.push(`every 2 days: ${mean('relative').toFixed(3)} of uniform; limit ${mostOfUniform}`);
}

const million = 1_000_000;
/** Memories as they would come row by row from the database. */
function* memories(): Generator<RevisitMemory> {
  const kinds = Array.from({ length: 1_000 }, (_, kind) =>
    [0, 2, 3, 7, 8].reduce((memory, day) => remember(memory, { day, value: 1_000 + ((kind * day * day) % 997) }), noMemory),
  );
  for (let at = 0; at < million; at++) yield kinds[at % kinds.length]!;
}
const [cpu, begun] = [ownCpuSeconds(), performance.now()];
const { spentPerDay } = planRevisits(memories(), { now: 10, budgetPerDay: million / 4, floorDays: 30, ceilingPerDay: 1 });
const [seconds, megabytes] = [(performance.now() - begun) / 1000, process.resourceUsage().maxRSS / 1024];
console.log(
  `a plan for ${million} targets: ${seconds.toFixed(2)} s, ${(ownCpuSeconds() - cpu).toFixed(2)} s of CPU, ${megabytes.toFixed(0)} MB with all of the above; ${spentPerDay.toFixed(0)} visits a day`,
);
if (seconds > 5 || megabytes > 500) failures.push('a plan for 1,000,000 targets takes more than 5 s or 500 MB');
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
