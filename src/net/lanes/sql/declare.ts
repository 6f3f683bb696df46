import type { Sql } from '../../../store/index.ts';
import type { LaneSettings } from '../../contract.ts';

/**
 * Writes the lanes that are not there yet and touches no other: when two processes bring different settings for one lane, both obey the
 * row. Letting the later or the more careful one win was rejected: a command that only looks (`tidemark lanes`) declares too, and
 * would put a lifted lane of the sample world back to its pace.
 */
export const declareLanes = async (sql: Sql, lanes: readonly LaneSettings[]): Promise<void> => {
  await sql.query({
    name: 'lane_declare',
    text: `
insert into lane (name, interval_ms, concurrency, budget_units, budget_zone)
select * from unnest($1::text[], $2::float8[], $3::integer[], $4::bigint[], $5::text[])
on conflict (name) do nothing`,
    values: [
      lanes.map((lane) => lane.name),
      lanes.map((lane) => lane.intervalMs),
      lanes.map((lane) => lane.concurrency),
      lanes.map((lane) => lane.budget?.units ?? null),
      lanes.map((lane) => lane.budget?.zone ?? 'UTC'),
    ],
  });
};
