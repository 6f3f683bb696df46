import type { Sql, Statement } from '../../store/index.ts';

export interface StreamPlan {
  readonly runId: string;
  readonly stream: string;
  readonly platform: string;
  readonly batchSize: number;
  /** Whether what the run itself has found in a feed belongs to it beside what was chosen. */
  readonly withFound: boolean;
}

/** How long whoever is gone, says the platform, is left alone before being asked for again. */
export const goneRestDays = 7;

/**
 * What a stream asks about: records found before, and watched targets not met yet. The parameters from `first` on: platform, kind, and the chosen
 * ids or names, of the records themselves or of their parents; null for all. `withFound`: and what the run itself (`$1`) has found in a feed. Not so
 * accounts: whoever stands in a feed is not watched for that.
 */
const candidates = (first: number, withFound: boolean): string => {
  const at = (offset: number): string => `$${first + offset}`;
  const found = withFound
    ? "or (kind <> 'channel' and exists (select from exchange where exchange.id = record.exchange_id and exchange.run_id = $1))"
    : '';
  return `
    with chosen as (
      select unnest(${at(2)}::text[]) as id
      union select record_id from target where platform = ${at(0)} and external_id = any(${at(2)}) and record_id is not null
      union select id from record_name
        where platform = ${at(0)} and name = any(${at(2)}) and not exists (select from target where target.platform = ${at(0)} and external_id = name)
    ), candidate as (
      select id, parent_id, (fields ->> 'no')::numeric as no,
        row_number() over (
          partition by parent_id
          order by (fields ->> 'no')::numeric desc nulls last, fields ->> 'publishedAt' desc nulls last, id desc
        ) as recency
      from record
      where platform = ${at(0)} and kind = ${at(1)}
        and (${at(2)}::text[] is null or id in (select id from chosen) or parent_id in (select id from chosen)
          ${found})
        and (gone_since is null or gone_since < now() - interval '${goneRestDays} days')
      union all
      select distinct external_id, null, null::numeric, 1
      from target
      where platform = ${at(0)} and kind = ${at(1)} and external_id <> '*' and record_id is null
        and workspace_id = (select workspace_id from run where run.id = $1)
        and (state = 'active' or (state in ('gone', 'private') and state_since < now() - interval '${goneRestDays} days'))
        and (${at(2)}::text[] is null or external_id = any(${at(2)}))
        and not exists (select from record where record.platform = ${at(0)} and record.kind = ${at(1)} and record.id = external_id))`;
};

/**
 * Writes down a stream's tasks from records found before, and from watched targets not met yet: in the order of their parents, cut into
 * batches. Done inside the database, because a run over 250,000 episodes must not carry them through Node. What the run has a task for
 * already is left out, so that planning once more adds only what was found since.
 *
 * `$5`: chosen ids or names, of the records themselves or of their parents; null for all. `$6`: only so many newest of each parent; null for all.
 */
export const planRecords = (plan: StreamPlan, kind: string, chosen: readonly string[] | null, newest: number | null): Statement => ({
  text: `
    ${candidates(3, plan.withFound)}, planned as (
      select unnest(targets) as id from task where run_id = $1 and stream = $2
    ), numbered as (
      select id, row_number() over (order by parent_id nulls first, no nulls last, id) - 1 as n
      from candidate
      where ($6::int is null or parent_id is null or recency <= $6)
        and not exists (select from planned where planned.id = candidate.id)
    ), begin_at as (
      select coalesce(max(batch) + 1, 0) as batch from task where run_id = $1 and stream = $2
    )
    insert into task (run_id, stream, batch, targets)
    select $1, $2, begin_at.batch + n / $7, array_agg(id order by n) from numbered, begin_at group by begin_at.batch, n / $7
    on conflict do nothing`,
  values: [plan.runId, plan.stream, plan.platform, kind, chosen, newest, plan.batchSize],
});

/** Writes down a stream's tasks for ids known beforehand; done again it changes nothing. */
export const planIds = (plan: StreamPlan, ids: readonly string[]): Statement => ({
  text: `
    insert into task (run_id, stream, batch, targets)
    select $1, $2, (n - 1) / $4, array_agg(id order by n)
    from unnest($3::text[]) with ordinality as chosen (id, n)
    group by (n - 1) / $4
    on conflict do nothing`,
  values: [plan.runId, plan.stream, ids, plan.batchSize],
});

/** Marks a stream as planned, with its size. */
export const markPlanned = (plan: StreamPlan): Statement => ({
  text: `
    insert into run_stream (run_id, stream, tasks, targets)
    select $1, $2, count(*), coalesce(sum(cardinality(targets)), 0) from task where run_id = $1 and stream = $2
    on conflict do nothing
    returning tasks, targets`,
  values: [plan.runId, plan.stream],
});

/**
 * Lets the streams of a run be planned once more: what failed is asked again, and what it finds is asked about like everything else.
 */
export const forgetPlans = (runId: string): Statement => ({ text: 'delete from run_stream where run_id = $1', values: [runId] });

/** Holds the planning of one run for one process at a time, until its transaction ends. True when the stream is planned already. */
export const isPlanned = async (sql: Sql, plan: StreamPlan): Promise<boolean> => {
  await sql.query({ text: 'select 1 from run where id = $1 for update', values: [plan.runId] });
  const rows = await sql.query({ text: 'select 1 from run_stream where run_id = $1 and stream = $2', values: [plan.runId, plan.stream] });
  return rows.length > 0;
};

/** How many targets a stream would have if it were planned now. */
export const countTargets = (
  plan: Omit<StreamPlan, 'stream' | 'batchSize'>,
  kind: string,
  chosen: readonly string[] | null,
  newest: number | null,
): Statement => ({
  text: `
    ${candidates(2, plan.withFound)}
    select count(*)::int as targets from candidate where ($5::int is null or parent_id is null or recency <= $5) and $1::bigint is not null`,
  values: [plan.runId, plan.platform, kind, chosen, newest],
});
