import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import { given, instantOf, queryOf, wireCount, wireFlag, wireId, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { pageDayOf, pageImageUrl } from '../page.ts';
import { episodeIdOf, pageIdOf, platform, unknownAge } from '../shape.ts';
import { pageRowFields, pageSeries, wirePageRow } from '../titles/page-row.ts';

const envelope = z.object({
  list: z.array(z.unknown()),
  series_item: z.unknown().optional(),
  total_count: wireCount,
  has_next: wireFlag,
});

// The series bears its number under another name here, or none.
const seriesItem = wirePageRow.extend({
  series_id: wireId.nullish(),
  description: wireText,
  start_sale_dt: wireText,
  service_property: z.object({ view_count: wireCount }).nullish(),
});

const row = z.object({
  cursor_index: z.int(),
  item: z.object({
    product_id: wireId,
    title: wireText,
    order_value: z.int().nonnegative(),
    is_free: wireFlag,
    hidden: wireFlag,
    waitfree_blocked: wireFlag,
    thumbnail: wireText,
    start_sale_dt: wireText,
    last_release_dt: wireText,
    free_change_dt: wireText,
  }),
});
type ProductRow = z.infer<typeof row>;
const readRows = rowReader<ProductRow>(row);

const episodeOf = (seriesId: string, { item }: ProductRow): ParsedRecord => {
  const published = item.start_sale_dt || item.last_release_dt;
  const charge = typeof item.is_free === 'boolean' ? !item.is_free : undefined;
  return {
    kind: 'episode',
    platform,
    id: episodeIdOf(seriesId, item.product_id),
    parentId: seriesId,
    fields: {
      // Its place in the site's order, trailers and prologues counted; the number in its title is another.
      no: item.order_value,
      ...given({
        title: item.title,
        publishedOn: pageDayOf(published),
        publishedAt: instantOf(published),
        charge,
        // The newest of a series that is free to those who wait can only be bought.
        preview: charge === undefined || typeof item.waitfree_blocked !== 'boolean' ? undefined : charge && item.waitfree_blocked,
        freeFrom: pageDayOf(item.free_change_dt),
        hidden: item.hidden,
        thumbnailUrl: pageImageUrl(item.thumbnail),
      }),
    },
    counts: {},
  };
};

/** A page of Kakao Page's list of episodes: the series as it stands there, and its episodes. */
export const readProductPage = (result: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(result);
  if (!parsed.success) return nothing('changed-shape', [misfit('result', firstReason(parsed.error), result)]);
  const { list, series_item: about, total_count: total, has_next: more } = parsed.data;
  const query = queryOf(url);
  const quarantined: Misfit[] = [];
  const item = about === undefined || about === null ? null : seriesItem.safeParse(about);
  if (item && !item.success) quarantined.push(misfit('result.series_item', firstReason(item.error), about));
  const number = query.get('series_id') ?? item?.data?.series_id?.toString() ?? '';
  if (!/^[1-9]\d{0,14}$/.test(number))
    return nothing('changed-shape', [
      misfit('result.series_item.series_id', 'neither the answer nor its address says which series this is', about ?? null),
    ]);
  const seriesId = pageIdOf(number);
  const { rows, misfits } = readRows(list, 'result.list');
  const good = rows.filter((each) => each !== null);
  quarantined.push(
    ...misfits,
    ...absentEverywhere(
      good.map((each) => each.item),
      'result.list[].item',
      ['title', 'is_free'],
    ),
  );
  const records: ParsedRecord[] = [];
  const asked = query.get('cursor_index') ?? '0';
  if (asked === '0' && (item?.success || total !== undefined)) {
    const fields = item?.data
      ? {
          ...pageRowFields({ ...item.data, series_id: Number(number) }),
          ...given({ synopsis: item.data.description, startedOn: pageDayOf(item.data.start_sale_dt) }),
        }
      : {};
    const views = item?.data?.service_property?.view_count;
    const counts = { episodes: exactOrMissing(total), ...(views === undefined ? {} : { views: exactOrMissing(views) }) };
    records.push(pageSeries({ series_id: Number(number), title: '' }, { id: seriesId, fields, counts }));
    if (item?.data) quarantined.push(...unknownAge('result.series_item.age_grade', item.data.age_grade));
  }
  records.push(...new Map(good.map((each) => [each.item.product_id, episodeOf(seriesId, each)])).values());
  // Without it nobody knows whether this was all; the rows are kept.
  if (typeof more !== 'boolean') {
    quarantined.push(misfit('result.has_next', 'absent: the page does not say whether more follow', null));
    return { outcome: 'changed-shape', records, quarantined, next: null };
  }
  const last = good.at(-1)?.cursor_index;
  return {
    outcome: good.length > 0 ? 'ok' : misfits.length > 0 ? 'changed-shape' : 'empty',
    records,
    quarantined,
    // A page whose last row is where it began would go round for ever.
    next: more && last !== undefined && String(last) !== asked ? last : null,
  };
};
