import type { Count, Day, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { countOf } from '../counts.ts';
import type { SeriesFields } from '../series/summary.ts';
import { changeDays } from './days.ts';
import type { ChangeDay } from './days.ts';
import { moveOf, verdicts } from './move.ts';
import type { Move, Verdict } from './move.ts';

export const moverMetrics = ['views', 'favourites', 'likes', 'seriesLikes', 'comments', 'rank'] as const;
export type MoverMetric = (typeof moverMetrics)[number];

export interface MoversQuestion {
  readonly platforms: readonly Platform[];
  readonly metric: MoverMetric;
  /** Order by the change itself, or by its part of the number before. */
  readonly by: 'absolute' | 'relative';
  /** Numbers below this on the day before are left out: 200 % of next to nothing is next to nothing. */
  readonly least: number;
  /** The newest day that can be compared when absent; each platform has its own. */
  readonly day?: Day | undefined;
  /** How many to list in each direction. */
  readonly limit: number;
}

/** A series and how it moved, with the runs and exchanges both numbers came from. */
export interface Mover extends Move {
  readonly platform: Platform;
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly thumbnailUrl: string | null;
  readonly adult: boolean | null;
  readonly weekdays: readonly string[];
  readonly state: string | null;
  readonly genres: readonly string[];
  readonly count: Count | null;
  readonly before: Count | null;
  /** Of a rank: the list in which both places hold. */
  readonly scope: string | null;
  /** Of a sum: how many episodes were known on both days, and how many were published since. */
  readonly compared: number | null;
  readonly added: number | null;
  readonly runId: string | null;
  readonly beforeRunId: string | null;
  readonly exchangeId: string | null;
  readonly beforeExchangeId: string | null;
}

export interface MoverDay extends ChangeDay {
  /** How many series ended in each verdict. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

export interface Movers {
  readonly days: readonly MoverDay[];
  readonly rose: readonly Mover[];
  readonly fell: readonly Mover[];
  readonly fresh: readonly Mover[];
}

/** Who rose and who fell most since the day before, each direction from the largest on; and who is new. */
export const findMovers = async (sql: Sql, question: MoversQuestion): Promise<Movers> => {
  const { platforms, metric, by, least, limit } = question;
  const days = await changeDays(sql, platforms, question.day);
  const rows = await sql.query<ChangeRow>({
    text: changes,
    values: [days.map(({ platform }) => platform), days.map(({ day }) => day), metric],
  });
  const isRank = metric === 'rank';
  const tally = new Map(days.map(({ platform }) => [platform, Object.fromEntries(verdicts.map((verdict) => [verdict, 0]))]));
  const moved = { rose: [] as Ranked[], fell: [] as Ranked[], new: [] as Ranked[] };
  for (const row of rows) {
    const [before, count] = [countOf(row.before_count), countOf(row.count)];
    const move = moveOf(before, count, { isRank, isNew: row.is_new });
    tally.get(row.platform)![move.verdict]!++;
    const { verdict } = move;
    if (verdict !== 'rose' && verdict !== 'fell' && verdict !== 'new') continue;
    if (verdict !== 'new' && before!.value < least) continue;
    const key = verdict === 'new' ? (isRank ? -count!.value : count!.value) : by === 'relative' && !isRank ? move.relative : move.change;
    if (key !== null) moved[verdict].push({ row, move, before, count, key: Math.abs(key) * (verdict === 'new' && isRank ? -1 : 1) });
  }
  const top = async (list: Ranked[]): Promise<Ranked[]> =>
    list.toSorted((a, b) => b.key - a.key || (a.row.series_id < b.row.series_id ? -1 : 1)).slice(0, limit);
  const [rose, fell, fresh] = await Promise.all([top(moved.rose), top(moved.fell), top(moved.new)]);
  const known = await namesOf(sql, [...rose, ...fell, ...fresh]);
  const shown = (list: readonly Ranked[]): Mover[] => list.map((each) => moverOf(each, known));
  return {
    days: days.map((day) => ({ ...day, verdicts: tally.get(day.platform) as MoverDay['verdicts'] })),
    rose: shown(rose),
    fell: shown(fell),
    fresh: shown(fresh),
  };
};

interface ChangeRow {
  platform: Platform;
  series_id: string;
  scope: string;
  count: StoredCount;
  before_count: StoredCount;
  is_new: boolean;
  run_id: string | null;
  before_run_id: string | null;
  exchange_id: string | null;
  before_exchange_id: string | null;
  compared: number | null;
  added: number | null;
}

interface Ranked {
  readonly row: ChangeRow;
  readonly move: Move;
  readonly before: Count | null;
  readonly count: Count | null;
  readonly key: number;
}

const moverOf = ({ row, move, before, count }: Ranked, known: ReadonlyMap<string, SeriesFields>): Mover => {
  const fields = known.get(`${row.platform}/${row.series_id}`) ?? {};
  return {
    platform: row.platform,
    id: row.series_id,
    title: fields.title ?? row.series_id,
    authors: fields.authors ?? [],
    thumbnailUrl: fields.thumbnailUrl ?? null,
    adult: fields.adult ?? null,
    weekdays: fields.weekdays ?? [],
    state: fields.state ?? null,
    genres: fields.genres ?? [],
    ...move,
    count,
    before,
    scope: row.scope === '' ? null : row.scope,
    compared: row.compared,
    added: row.added,
    runId: row.run_id,
    beforeRunId: row.before_run_id,
    exchangeId: row.exchange_id,
    beforeExchangeId: row.before_exchange_id,
  };
};

const namesOf = async (sql: Sql, list: readonly Ranked[]): Promise<Map<string, SeriesFields>> => {
  const rows = await sql.query<{ platform: string; id: string; fields: SeriesFields }>({
    text: `select r.platform, r.id, r.fields
      from unnest($1::text[], $2::text[]) asked(platform, id)
      join record r on r.platform = asked.platform and r.kind = 'series' and r.id = asked.id`,
    values: [list.map(({ row }) => row.platform), list.map(({ row }) => row.series_id)],
  });
  return new Map(rows.map(({ platform, id, fields }) => [`${platform}/${id}`, fields]));
};

const changes = `
select c.platform, c.series_id, c.scope, c.count, c.before_count, c.is_new, c.run_id, c.before_run_id,
  c.exchange_id, c.before_exchange_id, c.compared, c.added
from unnest($1::text[], $2::date[]) asked(platform, day)
join series_change c on c.platform = asked.platform and c.day = asked.day and c.metric = $3
order by c.platform, c.series_id`;
