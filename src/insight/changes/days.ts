import type { Day, Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';

/** A day of a platform and the one it is compared with: the last one before on which the platform was looked at, not always yesterday. */
export interface ChangeDay {
  readonly platform: Platform;
  readonly day: Day;
  readonly beforeDay: Day;
}

/** The day to show for each platform: the one asked for, or its newest. Platforms that have none are left out. */
export const changeDays = (sql: Sql, platforms: readonly Platform[], day?: Day): Promise<ChangeDay[]> =>
  sql.query<ChangeDay & Record<string, unknown>>({ text: newest, values: [platforms, day ?? null] });

// One short look into the primary key a platform.
const newest = `
select c.platform, c.day, c.before_day as "beforeDay"
from unnest($1::text[]) with ordinality asked(platform, place)
cross join lateral (
  select platform, day, before_day from series_change
  where platform = asked.platform and ($2::date is null or day = $2)
  order by platform, day desc limit 1
) c
order by asked.place`;
