import type { Statement } from '../../store/index.ts';
import { candidates, candidateValues } from './plan-stream.ts';
import type { StreamPlan, Wanted } from './plan-stream.ts';
import { dayOf } from './revisit-memory.ts';

/** What a run chose whom to visit from. */
export interface RunChoiceRow {
  readonly candidates: number;
  /** Null: all of them. */
  readonly visits: number | null;
  readonly is_floor_met: boolean;
}

export const findChoice = (runId: string): Statement => ({
  text: 'select candidates, visits, is_floor_met from run_choice where run_id = $1',
  values: [runId],
});

/** Where candidates are numbered until the transaction ends, so that none of their ids passes through Node. */
export const createCandidates = `
  drop table if exists pg_temp.visit_candidate;
  create temp table visit_candidate (n integer not null, id text not null, is_gone boolean not null) on commit drop`;

/** Numbers whom a run could visit, from 0 on, by their ids. */
export const numberCandidates = (plan: Pick<StreamPlan, 'runId' | 'platform'>, wanted: Wanted): Statement => ({
  text: `
    insert into visit_candidate (n, id, is_gone)
    ${candidates({ withFound: false }, wanted)}
    select row_number() over (order by id) - 1, id, is_gone from wanted`,
  values: candidateValues(plan, wanted),
});

/** A candidate with what the plan needs of its visits: days since 1970, null for never. */
export interface CandidateRow {
  readonly is_gone: boolean;
  readonly visited_day: number | null;
  readonly newest_day: number | null;
  readonly surprise: number | null;
  readonly surprises: number | null;
  readonly days: number | null;
  readonly moving_days: number | null;
}

/** Opens a cursor over the candidates in the order of their numbers. */
export const openCandidates = (platform: string, kind: string): Statement => ({
  text: `
    declare candidate no scroll cursor for
    select is_gone, ${dayOf('visited_at')} as visited_day, ${dayOf('newest_at')} as newest_day, surprise, surprises, days, moving_days
    from visit_candidate left join revisit on revisit.platform = $1 and revisit.kind = $2 and revisit.id = visit_candidate.id
    order by n`,
  values: [platform, kind],
});

/** Takes the next so many of them. */
export const fetchCandidates = (rows: number): string => `fetch ${rows} from candidate`;

/** Whom a run visits: numbers of candidates, why, and the days between two visits by the plan. */
export interface Chosen {
  readonly n: readonly number[];
  readonly reason: readonly string[];
  readonly everyDays: readonly number[];
}

export const writeVisits = (runId: string, { n, reason, everyDays }: Chosen): Statement => ({
  text: `
    insert into run_visit (run_id, target_id, reason, every_days)
    select $1, id, reason, every_days
    from unnest($2::int[], $3::text[], $4::real[]) as due (n, reason, every_days) join visit_candidate using (n)
    order by id`,
  values: [runId, n, reason, everyDays],
});

export const writeChoice = (
  runId: string,
  choice: {
    readonly kind: string;
    readonly candidates: number;
    readonly visits: number | null;
    readonly intervalDays: number;
    readonly floorDays: number;
    readonly isFloorMet: boolean;
  },
): Statement => ({
  text: `
    insert into run_choice (run_id, kind, candidates, visits, interval_days, floor_days, is_floor_met)
    values ($1, $2, $3, $4, $5, $6, $7)`,
  values: [runId, choice.kind, choice.candidates, choice.visits, choice.intervalDays, choice.floorDays, choice.isFloorMet],
});

/** When a run began, in days since 1970, and how many days usually lie between two like it: the median of the last ones; null before there are two. */
export const runRhythm = (runId: string): Statement => ({
  text: `
    select ${dayOf('this.started_at')} as began_day, (
      select percentile_cont(0.5) within group (order by gap)
      from (
        select ${dayOf('begun')} - lag(${dayOf('begun')}) over (order by begun) as gap
        from (
          select run.started_at as begun from run
          where run.workspace_id = this.workspace_id and run.platform = this.platform and run.streams = this.streams and run.id < this.id
            and run.selection -> 'targets' is not distinct from this.selection -> 'targets'
            and run.selection ->> 'watchlist' is not distinct from this.selection ->> 'watchlist'
          order by run.id desc limit 8
        ) as last
      ) as gaps
      where gap is not null
    ) as interval_days
    from run as this where this.id = $1`,
  values: [runId],
});

/** Candidates by their numbers, or by ids and names, with the names they are known by. */
export const namedCandidates = (
  platform: string,
  kind: string,
  by: { readonly n: readonly number[] } | { readonly ids: readonly string[] },
): Statement => ({
  text: `
    select n, visit_candidate.id, coalesce('@' || (fields ->> 'login'), fields ->> 'title') as name
    from visit_candidate left join record on record.platform = $1 and record.kind = $2 and record.id = visit_candidate.id
    where ${'n' in by ? 'n = any($3::int[])' : `visit_candidate.id = any($3::text[]) or '@' || (fields ->> 'login') = any($3::text[])`}
    order by n`,
  values: [platform, kind, 'n' in by ? by.n : by.ids],
});

/** The visits that the newest collection of this kind was given; none when there was none. */
export const lastVisits = (workspace: string, platform: string, watchlist: string | null): Statement => ({
  text: `
    select selection -> 'visits' as visits from run
    where workspace_id = $1 and platform = $2 and selection ->> 'watchlist' is not distinct from $3 and selection -> 'visits' is not null
    order by id desc limit 1`,
  values: [workspace, platform, watchlist],
});
