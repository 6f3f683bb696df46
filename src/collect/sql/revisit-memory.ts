import type { Statement } from '../../store/index.ts';
import { quoted } from './rebuild-tables.ts';

/** Visits so long before the newest run count for less than two in a hundred, and are not read. */
const readDays = 60;

/** What one run saw of what targets are revisited by. */
export interface VisitsOfRun {
  readonly runId: string;
  readonly platform: string;
  readonly kind: string;
  readonly stream: string;
  readonly metric: string;
}

/** The runs whose visits are not remembered yet, or not all of them: the oldest first. */
export const unreadRuns = ({ platform, stream }: Pick<VisitsOfRun, 'platform' | 'stream'>): Statement => ({
  text: `
    select run.id, run.pages from run left join revisit_run on revisit_run.run_id = run.id
    where platform = $1 and $2 = any(streams) and run.pages > 0 and revisit_run.pages is distinct from run.pages
      and started_at > (select max(started_at) from run where platform = $1) - interval '${readDays} days'
    order by run.id`,
  values: [platform, stream],
});

/** One process at a time brings a platform's memory up to date; the others wait and find it done. */
export const lockMemory = (platform: string): Statement => ({
  text: `select pg_advisory_xact_lock(hashtext('revisit ' || $1), hashtext(current_schema()))`,
  values: [platform],
});

/** A target that a run visited, with what was remembered of it. Instants are days since 1970. */
export interface VisitRow {
  readonly id: string;
  /** Of its observation; null: it was asked for, and nothing came. */
  readonly day: number | null;
  /** Null when the platform did not give the number. */
  readonly value: number | null;
  readonly newest_day: number | null;
  readonly newest_value: number | null;
  readonly before_day: number | null;
  readonly before_value: number | null;
  readonly surprise: number | null;
  readonly surprises: number | null;
  readonly days: number | null;
  readonly moving_days: number | null;
}

/** Days since 1970. Not by `extract`, whose exact numbers cost a microsecond each. */
export const dayOf = (column: string): string => `(date_part('epoch', ${column}) / 86400)`;

/** Opens a cursor over the targets that a run asked about, or observed; in the order of their keys, so that they are written side by side. */
export const openVisits = ({ runId, platform, kind, stream, metric }: VisitsOfRun): Statement => ({
  text: `
    declare visit no scroll cursor for
    with seen as (
      select id, max(at) as at, max(value) as value
      from (
        select unnest(targets) as id, null::timestamptz as at, null::float8 as value from task
        where run_id = $1 and stream = $3 and state in ('done', 'failed')
        union all
        select id, observed_at, count_value(counts -> $5)::float8 from observation
        where run_id = $1 and platform = $2 and stream = $3 and kind = $4 and scope = ''
      ) as visited
      group by id
    )
    select seen.id, ${dayOf('seen.at')} as day, seen.value, ${dayOf('newest_at')} as newest_day, newest_value,
      ${dayOf('before_at')} as before_day, before_value, surprise, surprises, days, moving_days
    from seen left join revisit on revisit.platform = $2 and revisit.kind = $4 and revisit.id = seen.id
    order by seen.id`,
  values: [runId, platform, stream, kind, metric],
});

/** Takes the next so many of them. */
export const fetchVisits = (rows: number): string => `fetch ${rows} from visit`;

/** What is to be remembered, column by column. */
export interface MemoryColumns {
  readonly id: readonly string[];
  readonly newestDay: readonly (number | null)[];
  readonly newestValue: readonly (number | null)[];
  readonly beforeDay: readonly (number | null)[];
  readonly beforeValue: readonly (number | null)[];
  readonly surprise: readonly number[];
  readonly surprises: readonly number[];
  readonly days: readonly number[];
  readonly movingDays: readonly number[];
}

/** Numbers as PostgreSQL writes an array: pg would put quotes around each, which takes both sides three times as long. */
const numbers = (values: readonly (number | null)[]): string => `{${values.map((value) => value ?? 'null').join(',')}}`;

const instant = (column: string): string => `to_timestamp(${column} * 86400)`;

/** Remembers visits of one run: they count from its begin. */
export const writeMemory = ({ runId, platform, kind }: VisitsOfRun, columns: MemoryColumns): Statement => ({
  name: 'write_revisit',
  text: `
    insert into revisit (platform, kind, id, visited_at, newest_at, newest_value, before_at, before_value, surprise, surprises, days, moving_days)
    select $1, $2, row.id, run.started_at, ${instant('newest_day')}, newest_value, ${instant('before_day')}, before_value, surprise, surprises, days, moving_days
    from run, unnest($4::text[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::float8[])
      as row (id, newest_day, newest_value, before_day, before_value, surprise, surprises, days, moving_days)
    where run.id = $3
    on conflict (platform, kind, id) do update set
      visited_at = greatest(revisit.visited_at, excluded.visited_at),
      newest_at = excluded.newest_at, newest_value = excluded.newest_value, before_at = excluded.before_at, before_value = excluded.before_value,
      surprise = excluded.surprise, surprises = excluded.surprises, days = excluded.days, moving_days = excluded.moving_days`,
  values: [
    ...[platform, kind, runId, columns.id],
    ...[columns.newestDay, columns.newestValue, columns.beforeDay, columns.beforeValue].map(numbers),
    ...[columns.surprise, columns.surprises, columns.days, columns.movingDays].map(numbers),
  ],
});

/** Remembers that a run was read, as of so many pages. */
export const markRead = (runId: string, pages: string): Statement => ({
  text: `insert into revisit_run (run_id, pages) values ($1, $2) on conflict (run_id) do update set pages = excluded.pages`,
  values: [runId, pages],
});

/** Forgets what is remembered of a platform's targets: the next plan reads it anew from observations, tasks and runs. */
export const forgetVisits = (schema: string, platform: string): readonly Statement[] => [
  lockMemory(platform),
  { text: `delete from ${quoted(schema)}.revisit where platform = $1`, values: [platform] },
  {
    text: `delete from ${quoted(schema)}.revisit_run where run_id in (select id from ${quoted(schema)}.run where platform = $1)`,
    values: [platform],
  },
];
