import type { Source } from '../../sources/index.ts';
import type { Sql } from '../../store/index.ts';
import { gatherScope } from '../sql/plan-stream.ts';
import type { Scope, StreamPlan } from '../sql/plan-stream.ts';
import {
  createCandidates,
  fetchCandidates,
  findChoice,
  numberCandidates,
  openCandidates,
  runRhythm,
  writeChoice,
  writeVisits,
} from '../sql/run-choice.ts';
import type { CandidateRow, RunChoiceRow } from '../sql/run-choice.ts';
import { allowedVisits } from './allowed.ts';
import type { Allowance } from './allowed.ts';
import { dueReason, dueTargets } from './due.ts';
import { createRevisitPlan } from './plan.ts';
import { floorDays } from './visits.ts';
import type { RevisitedBy, Visits } from './visits.ts';

export interface ChoiceQuestion {
  readonly plan: Pick<StreamPlan, 'runId' | 'platform'>;
  readonly source: Source;
  readonly streams: readonly string[];
  readonly by: RevisitedBy;
  /** Whom it would visit if it visited all. */
  readonly scope: Scope;
  readonly visits: Visits;
  readonly allowance: Allowance;
}

/** Who may be visited at all, numbered in `visit_candidate`, with how often the plan would visit each. Instants are days since 1970. */
export interface VisitPlan {
  /** When the run began. */
  readonly now: number;
  readonly intervalDays: number;
  /** NaN: never. */
  readonly visitedOn: Float64Array;
  readonly perDay: Float64Array;
  /** Null: all. */
  readonly visits: number | null;
  readonly isFloorMet: boolean;
  /** Numbers of those it is their turn now. */
  readonly due: readonly number[];
}

const rowsAtOnce = 10_000;

/** Runs of a collection are taken to lie at least so far apart and at most; an hour to half of the floor. */
const [leastDays, mostDays] = [1 / 24, floorDays / 2];

/** Where nothing is known of them. */
const usualDays = 1;

/**
 * Plans the visits of a run, without writing them down. Reckoned in the begins of runs, which the database's clock tells, so that all machines agree.
 */
export const planVisits = async (sql: Sql, question: ChoiceQuestion): Promise<VisitPlan> => {
  const { plan, by, scope, source, streams, allowance } = question;
  await sql.query("set local work_mem = '64MB'; set local cursor_tuple_fraction = 1");
  const wanted = { kind: by.kind, scope, newest: null };
  await gatherScope(sql, plan, scope);
  await sql.query(createCandidates);
  await sql.query(numberCandidates(plan, wanted));
  await sql.query('analyze visit_candidate');
  const [rhythm] = await sql.query<{ began_day: number; interval_days: number | null }>(runRhythm(plan.runId));
  const now = rhythm!.began_day;
  const intervalDays = Math.min(mostDays, Math.max(leastDays, rhythm!.interval_days ?? usualDays));

  const revisits = createRevisitPlan(now);
  const visited: number[] = [];
  await sql.query(openCandidates(plan.platform, by.kind));
  for (;;) {
    const rows = await sql.query<CandidateRow>(fetchCandidates(rowsAtOnce));
    for (const row of rows) {
      visited.push(row.visited_day ?? NaN);
      revisits.add({
        ...{ isGone: row.is_gone, newestDay: row.newest_day, surprise: row.surprise ?? 0, surprises: row.surprises ?? 0 },
        ...{ days: row.days ?? 0, movingDays: row.moving_days ?? 0 },
      });
    }
    if (rows.length < rowsAtOnce) break;
  }
  await sql.query('close candidate');
  const visits = question.visits === 'auto' ? await allowedVisits(sql, { plan, by, source, streams, allowance }) : question.visits;
  const visitedOn = Float64Array.from(visited);
  const limits = { budgetPerDay: (visits ?? visited.length + 1) / intervalDays, floorDays, ceilingPerDay: 1 / intervalDays };
  const { perDay, isFloorMet } = revisits.shareOut(limits);
  const isForAll = visits === null || visits >= visited.length;
  const due = isForAll ? [] : dueTargets({ now, visits, visitedOn, perDay, limits });
  return { now, intervalDays, visitedOn, perDay, visits: isForAll ? null : visits, isFloorMet, due };
};

/**
 * Chooses whom a run visits, once: whoever resumes it, does its failed part again or works on it besides finds the choice that was made. Within the transaction
 * that plans its first targets, so that there is a choice exactly if there are tasks of it.
 */
export const chooseVisits = async (sql: Sql, question: ChoiceQuestion): Promise<RunChoiceRow> => {
  const { runId } = question.plan;
  const [known] = await sql.query<RunChoiceRow>(findChoice(runId));
  if (known) return known;
  const { now, intervalDays, visitedOn, perDay, visits, isFloorMet, due } = await planVisits(sql, question);
  const limits = { floorDays, ceilingPerDay: 1 / intervalDays };
  if (due.length > 0)
    await sql.query(
      writeVisits(runId, {
        n: due,
        reason: due.map((at) => dueReason(now - visitedOn[at]!, limits)!),
        everyDays: due.map((at) => 1 / perDay[at]!),
      }),
    );
  const { kind } = question.by;
  await sql.query(writeChoice(runId, { kind, candidates: visitedOn.length, visits, intervalDays, floorDays, isFloorMet }));
  if (due.length >= manyVisits) await sql.query('analyze run_visit');
  return { candidates: visitedOn.length, visits, is_floor_met: isFloorMet };
};

/** From so many on PostgreSQL has to know how many they are. */
const manyVisits = 1000;
