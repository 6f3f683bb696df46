import { z } from 'zod';
import type { Json, ParsedRecord } from '../../../domain/index.ts';
import { given, wireFlag, wireId, wireText } from '../../fields.ts';
import { rowReader } from '../../rows.ts';
import { pageDayOf, pageImageUrl, pageStateOf, webtoonCategory } from '../page.ts';
import { ageRatingOf, namesIn, pageIdOf, platform } from '../shape.ts';

const imageSet = z.object({ background_img: wireText, main_img: wireText }).nullish();

/** A series as Kakao Page lists it. */
export const wirePageRow = z.object({
  series_id: wireId,
  title: z.string().min(1),
  authors: wireText,
  age_grade: z.int().nonnegative().nullish(),
  badge: wireText,
  on_issue: wireText,
  category_uid: z.int().nullish(),
  sub_category: wireText,
  pub_period: wireText,
  last_slide_added_dt: wireText,
  is_waitfree: wireFlag,
  thumbnail: wireText,
  asset_property: z.object({ card_img: wireText, banner_img: wireText, card_set: imageSet, banner_set: imageSet }).nullish(),
});
export type PageRow = z.infer<typeof wirePageRow>;

export const readPageRows = rowReader<PageRow>(wirePageRow);

/** Novels and books stand in the same lists; what does not say its category is taken for what was asked. */
export const isWebtoon = ({ category_uid: category }: PageRow): boolean =>
  category === null || category === undefined || category === webtoonCategory;

const koreanDays: Readonly<Record<string, string>> = {
  월: 'MONDAY',
  화: 'TUESDAY',
  수: 'WEDNESDAY',
  목: 'THURSDAY',
  금: 'FRIDAY',
  토: 'SATURDAY',
  일: 'SUNDAY',
};

/** The days in `월, 목`; undefined when there is none. */
const daysIn = (period: string | null | undefined): string[] | undefined => {
  const days = (period ?? '').split(',').flatMap((part) => {
    const name = part.trim().slice(0, 1);
    return Object.hasOwn(koreanDays, name) ? [koreanDays[name]!] : [];
  });
  return days.length > 0 ? days : undefined;
};

/** A series of Kakao Page in our words. */
export const pageRowFields = (row: PageRow, listed: Readonly<Record<string, Json | undefined>> = {}): Record<string, Json> => {
  const ageRating = ageRatingOf(row.age_grade);
  const asset = row.asset_property;
  return given({
    title: row.title,
    authors: namesIn(row.authors),
    thumbnailUrl: pageImageUrl(
      row.thumbnail || asset?.card_set?.background_img || asset?.card_img || asset?.banner_set?.background_img || asset?.banner_img,
    ),
    weekdays: daysIn(row.pub_period) ?? listed['weekdays'],
    state: pageStateOf(row.on_issue) ?? listed['state'],
    genres: row.sub_category ? [row.sub_category] : undefined,
    ageRating,
    adult: ageRating === undefined ? undefined : ageRating === '18',
    isNew: row.badge === undefined ? undefined : row.badge === 'BT03',
    updatedToday: row.badge === undefined ? undefined : row.badge === 'BT02',
    lastPublishedOn: pageDayOf(row.last_slide_added_dt),
    waitFree: row.is_waitfree,
  });
};

export const pageSeries = (row: PageRow, more: Pick<ParsedRecord, 'counts' | 'fields'> & Partial<ParsedRecord>): ParsedRecord => ({
  kind: 'series',
  platform,
  id: pageIdOf(row.series_id),
  ...more,
});
