import type { Sql, Statement } from '../../store/index.ts';

export interface StreamPlan {
  readonly runId: string;
  readonly stream: string;
  readonly platform: string;
  readonly batchSize: number;
  /** Whether what the run itself has found in a feed belongs to it beside what was chosen. */
  readonly withFound: boolean;
}

/**
 * Whom a stream asks about: everything known; everybody whom the run's workspace watches; those whom the run has chosen to visit; or ids and names that were
 * given, and those on a watchlist. All but given ids stay inside the database, however many they are.
 */
export type Scope = 'everything' | 'watched' | 'visits' | { readonly ids: readonly string[]; readonly watchlist: string | null };

/** Records of a kind within a scope, and how many newest of each parent; null for all. */
export interface Wanted {
  readonly kind: string;
  readonly scope: Scope;
  readonly newest: number | null;
}

/** How long whoever is gone, says the platform, is left alone before being asked for again. */
export const goneRestDays = 7;

/** The ids of a scope: as they were given, and those of the records that are meant by them. */
const idsOf = ({ runId, platform }: Pick<StreamPlan, 'runId' | 'platform'>, scope: Exclude<Scope, 'everything'>): Statement => {
  if (scope === 'visits') return { text: 'select target_id as id from run_visit where run_id = $1', values: [runId] };
  if (scope === 'watched')
    return {
      text: `
        select distinct coalesce(record_id, external_id) as id from target
        where workspace_id = (select workspace_id from run where id = $1) and platform = $2 and kind = 'channel' and state <> 'paused'`,
      values: [runId, platform],
    };
  return {
    text: `
      with given as materialized (select id from unnest($2::text[]) as given (id))
      select id from given
      union select record_id from target join given on external_id = given.id where platform = $1 and record_id is not null
      union select record_name.id from record_name join given on name = given.id
        where platform = $1 and not exists (select from target where target.platform = $1 and external_id = name)
      union select coalesce(record_id, external_id) from watchlist join watchlist_target on watchlist_id = watchlist.id join target on target.id = target_id
        where watchlist.name = $3 and watchlist.workspace_id = (select workspace_id from run where id = $4) and platform = $1 and state <> 'paused'`,
    values: [platform, scope.ids, scope.watchlist, runId],
  };
};

/**
 * Gathers the ids of a scope in `scope_id`, until the transaction ends.
 *
 * A table of its own, because PostgreSQL then knows how many they are and joins them. In a list, beyond some 50,000 that `work_mem` has room for, it read all of
 * them again for each record: a million targets took hours; in a common table expression, taken for 200, it looked each up by itself: 20 s instead of 6.
 */
export const gatherScope = async (sql: Sql, plan: Pick<StreamPlan, 'runId' | 'platform'>, scope: Scope): Promise<void> => {
  if (scope === 'everything') return;
  await sql.query('drop table if exists pg_temp.scope_id');
  await sql.query('create temp table scope_id (id text not null) on commit drop');
  const { text, values = [] } = idsOf(plan, scope);
  await sql.query({ text: `insert into scope_id ${text}`, values });
  await sql.query('analyze scope_id');
};

/** Which of these ids are in the gathered scope. */
export const gathered = (ids: readonly string[]): Statement => ({
  text: `
    select id from unnest($1::text[]) with ordinality as listed (id, n)
    where exists (select from scope_id where scope_id.id = listed.id) order by n`,
  values: [ids],
});

/**
 * What a stream asks about, once its scope is gathered: records found before, and watched targets not met yet. `$1`: the run, `$2`: platform, `$3`: kind,
 * `$4`: `newest`. Chosen may be the records themselves, or their parents. `withFound`: and what the run itself has found in a feed. Not so
 * accounts: whoever stands in a feed is not watched for that.
 */
export const candidates = ({ withFound }: Pick<StreamPlan, 'withFound'>, { kind, scope, newest }: Wanted): string => {
  const within = (table: string, column: string): string => `exists (select from scope_id where scope_id.id = ${table}.${column})`;
  const records = (where: string): string => `
      select id, parent_id, fields, gone_since from record
      where platform = $2 and kind = $3 and ${where} and (gone_since is null or gone_since < now() - interval '${goneRestDays} days')`;
  const found = 'exists (select from exchange where exchange.id = record.exchange_id and exchange.run_id = $1)';
  const itself = within('record', 'id');
  const ofParent = within('record', 'parent_id');
  const branches =
    scope === 'everything'
      ? [records('true')]
      : [
          records(itself),
          records(`parent_id is not null and ${ofParent} and not ${itself}`),
          ...(withFound && kind !== 'channel' ? [records(`${found} and not ${itself} and not ${ofParent}`)] : []),
        ];
  const recency = `row_number() over (
          partition by parent_id
          order by (fields ->> 'no')::numeric desc nulls last, fields ->> 'publishedAt' desc nulls last, id desc
        )`;
  return `
    with known as (${branches.join(' union all ')}
    ), candidate as (
      select id, parent_id, (fields ->> 'no')::numeric as no, ${newest === null ? '1' : recency} as recency, gone_since is not null as is_gone from known
      union all
      select external_id, null, null::numeric, 1, state <> 'active'
      from target
      where platform = $2 and kind = $3 and external_id <> '*' and record_id is null
        and workspace_id = (select workspace_id from run where run.id = $1)
        and (state = 'active' or (state in ('gone', 'private') and state_since < now() - interval '${goneRestDays} days'))
        ${scope === 'everything' ? '' : `and ${within('target', 'external_id')}`}
        and not exists (select from record where record.platform = $2 and record.kind = $3 and record.id = external_id)
    ), wanted as (
      select id, parent_id, no, is_gone from candidate where $4::int is null or parent_id is null or recency <= $4
    )`;
};

/** The first values of each statement with {@link candidates}. */
export const candidateValues = ({ runId, platform }: Pick<StreamPlan, 'runId' | 'platform'>, { kind, newest }: Wanted): unknown[] => [
  runId,
  platform,
  kind,
  newest,
];

/**
 * Writes down a stream's tasks from records found before, and from watched targets not met yet: in the order of their parents, cut into
 * batches. Done inside the database, because a run over 250,000 episodes must not carry them through Node. What the run has a task for
 * already is left out, so that planning once more adds only what was found since.
 */
export const planRecords = (plan: StreamPlan, wanted: Wanted): Statement => ({
  text: `
    ${candidates(plan, wanted)}, planned as (
      select unnest(targets) as id from task where run_id = $1 and stream = $5
    ), numbered as (
      select id, row_number() over (order by parent_id nulls first, no nulls last, id) - 1 as n
      from wanted
      where not exists (select from planned where planned.id = wanted.id)
    ), begin_at as (
      select coalesce(max(batch) + 1, 0) as batch from task where run_id = $1 and stream = $5
    )
    insert into task (run_id, stream, batch, targets)
    select $1, $5, begin_at.batch + n / $6, array_agg(id order by n) from numbered, begin_at group by begin_at.batch, n / $6
    on conflict do nothing`,
  values: [...candidateValues(plan, wanted), plan.stream, plan.batchSize],
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
export const countTargets = (plan: Pick<StreamPlan, 'runId' | 'platform' | 'withFound'>, wanted: Wanted): Statement => ({
  text: `
    ${candidates(plan, wanted)}
    select count(*)::int as targets from wanted`,
  values: candidateValues(plan, wanted),
});
