import type { Count, Day, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { countOf } from '../counts.ts';
import { changeDays } from './days.ts';
import type { ChangeDay } from './days.ts';
import { moveOf } from './move.ts';
import type { Move } from './move.ts';
import type { summedMetrics } from './refresh-day.ts';

export type EpisodeMoverMetric = (typeof summedMetrics)[number];

/** An episode and what it gained since the day before. */
export interface EpisodeMover extends Move {
  readonly platform: Platform;
  readonly id: string;
  readonly no: number | null;
  readonly title: string | null;
  readonly publishedOn: Day | null;
  readonly seriesId: string;
  readonly seriesTitle: string;
  readonly count: Count | null;
  /** Null for an episode published since. */
  readonly before: Count | null;
  readonly runId: string;
  readonly exchangeId: string;
  readonly beforeRunId: string | null;
  readonly beforeExchangeId: string | null;
}

/** The episodes that gained the most since the day before, the largest gain first. At most 200 a platform are kept. */
export const findEpisodeMovers = async (
  sql: Sql,
  question: {
    readonly platforms: readonly Platform[];
    readonly metric: EpisodeMoverMetric;
    readonly day?: Day | undefined;
    readonly limit: number;
  },
): Promise<{ readonly days: readonly ChangeDay[]; readonly items: readonly EpisodeMover[] }> => {
  const days = await changeDays(sql, question.platforms, question.day);
  const rows = await sql.query<GainRow>({
    text: gains,
    values: [days.map(({ platform }) => platform), days.map(({ day }) => day), question.metric, question.limit],
  });
  const items = rows.map(({ count: stored, beforeCount, ...row }) => {
    const [before, count] = [countOf(beforeCount), countOf(stored)];
    return { ...row, count, before, ...moveOf(before, count, { isRank: false, isNew: true }) };
  });
  return { days, items };
};

type GainRow = Omit<EpisodeMover, keyof Move | 'count' | 'before'> & { readonly count: StoredCount; readonly beforeCount: StoredCount };

const gains = `
select c.platform, c.episode_id as id, count_value(e.fields -> 'no')::double precision as no, e.fields ->> 'title' as title,
  e.fields ->> 'publishedOn' as "publishedOn", c.series_id as "seriesId", coalesce(s.fields ->> 'title', c.series_id) as "seriesTitle",
  c.count, c.before_count as "beforeCount", c.run_id as "runId", c.exchange_id as "exchangeId",
  c.before_run_id as "beforeRunId", c.before_exchange_id as "beforeExchangeId"
from unnest($1::text[], $2::date[]) asked(platform, day)
join episode_change c on c.platform = asked.platform and c.day = asked.day and c.metric = $3
left join record e on e.platform = c.platform and e.kind = 'episode' and e.id = c.episode_id
left join record s on s.platform = c.platform and s.kind = 'series' and s.id = c.series_id
order by count_value(c.count) - coalesce(count_value(c.before_count), 0) desc, c.platform, c.episode_id
limit $4`;
