/**
 * What planning a collection of 1,000,000 watched accounts takes: of everybody, of a watchlist, and of 250,000 visits that are worth most. Limits for each stream: 30 s,
 * and 500 MB for the process that plans. `TARGETS`, `VISITS` change the sizes; `DAYS` (1) is the number of collections of all that there were before.
 */
import { ensureWorkspace, mainWorkspace } from '../src/catalog/index.ts';
import { resolveSelection } from '../src/collect/index.ts';
import type { SelectionRequest } from '../src/collect/index.ts';
import { planStream } from '../src/collect/plan.ts';
import { openRun } from '../src/collect/run.ts';
import { systemClock } from '../src/domain/index.ts';
import { sourceOf, streamOf } from '../src/sources/index.ts';
import type { Sql } from '../src/store/index.ts';
import { machine, ownCpuSeconds, postgresCpuSeconds, temporaryStore } from './_support.ts';

const targets = Number(process.env['TARGETS'] ?? 1_000_000);
const visits = Number(process.env['VISITS'] ?? targets / 4);
const days = Number(process.env['DAYS'] ?? 1);
const [mostSeconds, mostMegabytes] = [30, 500];
const source = sourceOf('twitch');
const streams = ['profile', 'videos', 'streams'];

await using temporary = await temporaryStore();
const { store } = temporary;

/** Accounts that were met and are watched, and collections of all of them, one a day, the last yesterday. Every fifth does not move, every seventh jumps. */
const fill = async (sql: Sql): Promise<void> => {
  await ensureWorkspace(sql);
  const accounts = `generate_series(1, ${targets}) as i`;
  await sql.query(`
    insert into record (platform, kind, id, fields, counts, first_seen_at, last_seen_at, exchange_id)
    select 'twitch', 'channel', (10000000 + i)::text, jsonb_build_object('login', 'maker' || i), jsonb_build_object('followers', i), now(), now(), 0 from ${accounts}`);
  await sql.query(`
    insert into target (workspace_id, platform, kind, external_id, record_id)
    select '${mainWorkspace}', 'twitch', 'channel', '@maker' || i, (10000000 + i)::text from ${accounts}`);
  await sql.query(`insert into watchlist (workspace_id, name) values ('${mainWorkspace}', 'all')`);
  await sql.query('insert into watchlist_target select watchlist.id, target.id from watchlist, target');
  for (let day = days; day > 0; day--) await collected(sql, day, accounts);
  for (const table of ['record', 'target', 'watchlist_target', 'observation', 'task']) await sql.query(`vacuum analyze ${table}`);
};

/** A collection that was made so many days ago of these accounts. */
const collected = async (sql: Sql, daysAgo: number, accounts: string): Promise<void> => {
  const [run] = await sql.query<{ id: string }>(`
    insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at, pages)
    select '${mainWorkspace}', 'twitch', 'simulator', '{profile}', at::date, 'UTC', '{}', 'all', 'done', 'bench', at, 1
    from (select now() - interval '${daysAgo} days' as at) as begun returning id`);
  await sql.query(`
    insert into task (run_id, stream, batch, targets, state)
    select ${run!.id}, 'profile', i / 100, array_agg((10000000 + i)::text), 'done' from ${accounts} group by i / 100`);
  await sql.query(`
    insert into observation (platform, kind, id, run_id, stream, observed_at, counts, exchange_id)
    select 'twitch', 'channel', (10000000 + i)::text, ${run!.id}, 'profile', now() - interval '${daysAgo} days',
      jsonb_build_object('followers', 1000 + i + case when i % 5 = 0 then 0 when i % 7 = 0 then 500 * (${daysAgo} % 2) else ${days - daysAgo} end), 0
    from ${accounts}`);
};

interface Planned {
  readonly run: string;
  readonly targets: number;
}

/** Plans a run, prints what it took, and fails beyond the limits. */
const plan = async (name: string, request: Partial<SelectionRequest>): Promise<Planned> => {
  const begun = { node: ownCpuSeconds(), postgres: await postgresCpuSeconds(store), at: performance.now() };
  const selection = await resolveSelection(store, source, { workspace: mainWorkspace, streams, targets: [], watchlist: null, ...request });
  const run = await openRun(store, {
    ...{ workspace: mainWorkspace, platform: 'twitch', origin: 'simulator', at: systemClock.now(), day: '2026-11-21', zone: 'UTC' },
    ...{ selection, version: 'bench', fresh: true, options: {} },
  });
  const ready = performance.now();
  const took: string[] = [`resolved ${((ready - begun.at) / 1000).toFixed(1)}`];
  for (const stream of streams) {
    const from = performance.now();
    await planStream(store, { runId: run.id, source, stream: streamOf(source, stream), selection, options: {}, allowance: { values: {} } });
    const seconds = (performance.now() - from) / 1000;
    took.push(`${stream} ${seconds.toFixed(1)}`);
    if (seconds > mostSeconds) process.exitCode = 1;
  }
  const megabytes = process.resourceUsage().maxRSS / 1024;
  if (megabytes > mostMegabytes) process.exitCode = 1;
  const [found] = await store.query<{ targets: number; tasks: number }>({
    text: "select targets, tasks from run_stream where run_id = $1 and stream = 'profile'",
    values: [run.id],
  });
  console.log(
    `${name}: ${found!.targets} targets in ${found!.tasks} tasks; ${took.join(' s, ')} s; CPU Node ${(ownCpuSeconds() - begun.node).toFixed(1)} s, ` +
      `PostgreSQL ${((await postgresCpuSeconds(store)) - begun.postgres).toFixed(1)} s; memory at most ${megabytes.toFixed(0)} MB`,
  );
  await store.query("update run set state = 'done'");
  return { run: run.id, targets: found!.targets };
};

const from = performance.now();
await fill(store);
console.log(`machine: ${machine()}; PostgreSQL on the same cores; filled in ${((performance.now() - from) / 1000).toFixed(0)} s`);
await plan('everybody', {});
await plan('a watchlist', { watchlist: 'all' });
await plan(`${visits} visits, the first: ${days} collections of all to be read before`, { visits });
const chosen = await plan('the same once more, nothing new to be read', { visits });
// What that run would have seen.
await store.query({
  text: `
    insert into observation (platform, kind, id, run_id, stream, observed_at, counts, exchange_id)
    select 'twitch', 'channel', target_id, $1, 'profile', now(), jsonb_build_object('followers', 5000), 0 from run_visit where run_id = $1`,
  values: [chosen.run],
});
await store.query({ text: "update task set state = 'done' where run_id = $1", values: [chosen.run] });
await store.query({ text: 'update run set pages = 1 where id = $1', values: [chosen.run] });
await plan(`the next, ${chosen.targets} visits to be read before`, { visits });
