import type { Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';

export interface Facet {
  readonly value: string;
  readonly count: number;
}

export type SeriesFacets = Readonly<Record<'platforms' | 'weekdays' | 'genres' | 'states', readonly Facet[]>>;

/** What series can be filtered by, with how many there are of each, most frequent first. */
export const seriesFacets = async (sql: Sql, platforms: readonly Platform[]): Promise<SeriesFacets> => {
  const rows = await sql.query<{ facet: keyof SeriesFacets; value: string; count: number }>({ text: statement, values: [platforms] });
  const of = (facet: keyof SeriesFacets): Facet[] =>
    rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  return { platforms: of('platforms'), weekdays: of('weekdays'), genres: of('genres'), states: of('states') };
};

const statement = `
with series as materialized (
  select platform, fields from record where platform = any ($1::text[]) and kind = 'series'
), facet as (
  select 'platforms' as facet, platform as value from series
  union all
  select 'states', fields ->> 'state' from series
  union all
  select 'weekdays', jsonb_array_elements_text(fields -> 'weekdays') from series where jsonb_typeof(fields -> 'weekdays') = 'array' and fields ->> 'state' is distinct from 'finished'
  union all
  select 'genres', jsonb_array_elements_text(fields -> 'genres') from series where jsonb_typeof(fields -> 'genres') = 'array'
)
select facet, value, count(*)::integer as count
from facet where value is not null
group by facet, value
order by facet, count(*) desc, value`;
