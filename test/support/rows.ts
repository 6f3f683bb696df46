import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { collect } from '../../src/collect/index.ts';
import type { CollectOptions, RunReport } from '../../src/collect/index.ts';
import { startOfDay, systemClock } from '../../src/domain/index.ts';
import { createHasher, createLanes, createNet, createRobots, userAgentOf } from '../../src/net/index.ts';
import type { Limits } from '../../src/net/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import type { Source } from '../../src/sources/index.ts';
import type { Sql, Store, Worker } from '../../src/store/index.ts';

/** All that is derived from raw answers, to the last column that means something: number of rows, and a hash over them in sorted order. */
export const derivedRows = async (sql: Sql) => ({
  records: await hashed(sql, 'select * from record'),
  observations: await hashed(sql, 'select * from observation'),
  misfits: await hashed(
    sql,
    'select exchange_id, run_id, platform, stream, endpoint, path, reason, value, parser_version, created_at from quarantine',
  ),
  exchanges: await hashed(sql, 'select id, outcome, note, parser_version from exchange'),
  runs: await hashed(sql, 'select id, pages, records, observations, misfits, outcomes from run'),
});

const hashed = async (sql: Sql, rows: string): Promise<{ rows: number; hash: string | null }> => {
  const [row] = await sql.query<{ rows: number; hash: string | null }>(
    `select count(*)::int as rows, md5(string_agg(line, E'\\n' order by line collate "C")) as hash from (select row (each.*)::text as line from (${rows}) as each) as lines`,
  );
  return row!;
};

/** Takes away everything that can be made anew from raw answers. */
export const emptyDerived = (sql: Sql): Promise<unknown> => sql.query('truncate record, observation, quarantine');

/** Collects one day of a simulated platform, in this process. */
export const collectDay = async (
  store: Store,
  source: Source,
  simulator: Simulator,
  day: string,
  more: Partial<CollectOptions> & { readonly streams?: readonly string[]; readonly limits?: Partial<Limits> } = {},
): Promise<RunReport> => {
  await ensureWorkspace(store);
  simulator.clock.set(day);
  // Nine in the morning of that day, and on from there.
  const offset = startOfDay(day, source.zone) + 9 * 3_600_000 - systemClock.now();
  const clock = { now: () => systemClock.now() + offset, sleep: systemClock.sleep };
  const openNet = async (worker: Worker) => {
    const lanes = createLanes({ store, workerId: worker.id, lost: worker.lost, clock, random: Math.random, maxHoldMs: 1000 });
    await lanes.declare(source.lanes.map(({ name }) => ({ name, intervalMs: 0, concurrency: 8 })));
    const net = createNet({
      lanes,
      robots: (fetch) => createRobots({ store, fetch, clock }),
      // Where answers are told to be quick, the pauses before they are asked again are none.
      clock: more.limits ? { ...clock, sleep: async () => {} } : clock,
      random: () => 0,
      userAgent: userAgentOf('0.0.0', 'test'),
      hasher: createHasher(new Uint8Array(32)),
      simulatorUrl: simulator.url,
      ...(more.limits && { limits: more.limits }),
    });
    return { net, lanes };
  };
  const never = new AbortController().signal;
  return collect({
    ...{ store, source, clock, openNet, workspace: mainWorkspace, origin: 'simulator', version: 'test', maxHoldMs: 1000 },
    selection: {
      streams: source.streams.filter(({ name, byDefault }) => more.streams?.includes(name) ?? byDefault !== false).map(({ name }) => name),
      targets: null,
      watchlist: null,
    },
    ...{ stop: never, abort: never },
    ...more,
  });
};
