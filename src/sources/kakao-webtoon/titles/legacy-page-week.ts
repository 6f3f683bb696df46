import { z } from 'zod';
import { exactUnlessZero } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { given, outcomeOf, wireCount, wireId, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { pageDayOf, pageHeaders, pageImageUrl, webtoonCategory } from '../page.ts';
import { ageRatingOf, lane, namesIn, pageIdOf, platform } from '../shape.ts';

const envelope = z.object({ section_containers: z.array(z.unknown()) });
const container = z.object({ section_type: wireText, section_series: z.array(z.object({ list: z.array(z.unknown()) })) });
const readContainers = rowReader(container);

const row = z.object({
  series_id: wireId,
  title: z.string().min(1),
  caption: wireText,
  author: wireText,
  image: wireText,
  badge: wireText,
  read_count: wireCount,
  age_grade: z.int().nonnegative().nullish(),
  category: z.int().nullish(),
  sub_category_title: wireText,
  last_slide_added_date: wireText,
});
type WeekRow = z.infer<typeof row>;
const readRows = rowReader<WeekRow>(row);

const recordOf = (title: WeekRow): ParsedRecord => {
  const ageRating = ageRatingOf(title.age_grade);
  return {
    kind: 'series',
    platform,
    id: pageIdOf(title.series_id),
    fields: given({
      title: title.title,
      authors: namesIn(title.author),
      tagline: title.caption,
      thumbnailUrl: pageImageUrl(title.image),
      genres: title.sub_category_title ? [title.sub_category_title] : undefined,
      ageRating,
      adult: ageRating === undefined ? undefined : ageRating === '18',
      isNew: title.badge === undefined ? undefined : title.badge === 'BT03',
      updatedToday: title.badge === undefined ? undefined : title.badge === 'BT02',
      lastPublishedOn: pageDayOf(title.last_slide_added_date),
    }),
    // People who read it, not views. A series in a list has been read by somebody: 0 can only mean that it is not shown.
    counts: { readers: exactUnlessZero(title.read_count) },
  };
};

const read = (payload: unknown): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const containers = readContainers(parsed.data.section_containers, 'section_containers');
  const quarantined: Misfit[] = [...containers.misfits];
  const all: (WeekRow | null)[] = [];
  containers.rows.forEach((each, at) => {
    each?.section_series.forEach(({ list }, place) => {
      const { rows, misfits } = readRows(list, `section_containers[${at}].section_series[${place}].list`);
      all.push(...rows);
      quarantined.push(...misfits);
    });
  });
  quarantined.push(...absentEverywhere(all, 'section_containers[].section_series[].list', ['author', 'read_count']));
  const webtoons = all.filter((each) => each !== null && (each.category ?? webtoonCategory) === webtoonCategory) as WeekRow[];
  const records = [...new Map(webtoons.map((each) => [each.series_id, recordOf(each)])).values()];
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

/**
 * A day's titles as Kakao Page answered in 2019. That service is gone; its payloads are read so that older history can be rebuilt. Its
 * `rank` was negative and of no known meaning, and is left alone.
 */
export const legacyPageWeek: Endpoint = {
  name: 'legacy-page-week',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ day }) => ({
    url: `https://api2-page.kakao.com/api/v2/store/day_of_week/list?category=${webtoonCategory}&day=${day}`,
    headers: pageHeaders,
  }),
  parse: payloadParser({ payload: 'json' }, read),
};
