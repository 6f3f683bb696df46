import { streamOf, watchedKinds } from '../../sources/index.ts';
import type { SettingValues, Source, Stream } from '../../sources/index.ts';
import type { Sql } from '../../store/index.ts';
import { missingFor } from '../access.ts';
import { callsOfLast, laneRoom } from '../sql/allowed-visits.ts';
import type { LaneRoom } from '../sql/allowed-visits.ts';
import type { StreamPlan } from '../sql/plan-stream.ts';
import type { RevisitedBy } from './visits.ts';

/** What the number of visits follows from when nobody names one. */
export interface Allowance {
  /** What the operator has brought: it opens some ways and not others. */
  readonly values: SettingValues;
  /** How long the collection may take where it is not spread over a window; a day when absent. */
  readonly withinMs?: number;
}

interface AllowedQuestion {
  readonly plan: Pick<StreamPlan, 'runId' | 'platform'>;
  readonly source: Source;
  readonly streams: readonly string[];
  readonly by: RevisitedBy;
  readonly allowance: Allowance;
}

const dayMs = 86_400_000;

/** Of what a lane allows so much is planned with: others ask it, too, and some requests are sent twice. */
const planned = 0.9;

/**
 * How many targets the lanes of a collection allow to visit, in its window and with what is left of the day's budget, by the requests that a target needed in the last
 * collection; without one by the least there will be. At least one; null when no lane limits it.
 */
export const allowedVisits = async (sql: Sql, question: AllowedQuestion): Promise<number | null> => {
  const { plan, source, streams, by, allowance } = question;
  const spent = new Map<string, Spending>();
  const last = new Map(
    (await sql.query<{ stream: string; calls: number; visits: number }>(callsOfLast(plan.platform, by.stream))).map((row) => [
      row.stream,
      row,
    ]),
  );
  for (const name of streams) {
    const stream = streamOf(source, name);
    const { lane, cost } = firstWay(stream, allowance.values);
    const before = last.get(name);
    const own = spent.get(lane) ?? { each: 0, fixed: 0, cost };
    // Feeds and watched words cost the same however many targets are visited.
    if (stream.target.kind === 'listing' || isWatched(stream)) own.fixed += before?.calls ?? 0;
    else own.each += before ? before.calls / before.visits : 1 / stream.batchSize;
    spent.set(lane, { ...own, cost: Math.max(own.cost, cost) });
  }
  const rooms = await sql.query<LaneRoom>(laneRoom(plan.runId, [...spent.keys()]));
  let allowed = Infinity;
  for (const [lane, { each, fixed, cost }] of spent) {
    const room = rooms.find(({ name }) => name === lane);
    const defaults = source.lanes.find(({ name }) => name === lane);
    const windowMs = room?.window_ms ?? allowance.withinMs ?? dayMs;
    const intervalMs = room?.pace_ms ?? defaults?.intervalMs ?? 0;
    const units = room?.units_left ?? defaults?.budget?.units ?? Infinity;
    const calls = Math.min(intervalMs > 0 ? windowMs / intervalMs : Infinity, units / Math.max(1, cost));
    if (each > 0) allowed = Math.min(allowed, Math.floor((calls * planned - fixed) / each));
  }
  return Number.isFinite(allowed) ? Math.max(1, allowed) : null;
};

/** Requests that a lane is asked for each visit, and for all of them; and the quota units of one. */
interface Spending {
  each: number;
  fixed: number;
  cost: number;
}

const isWatched = ({ target }: Stream): boolean => (watchedKinds as readonly string[]).includes(target.kind);

/** The first way that is open; a stream without one is not asked for at all. */
const firstWay = ({ endpoints }: Stream, values: SettingValues) =>
  endpoints.find((endpoint) => missingFor(endpoint, values).length === 0) ?? endpoints[0]!;
