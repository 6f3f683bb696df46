import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import type { Stream } from '../../contract.ts';
import { given, wireText } from '../../fields.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { byApi } from '../call.ts';
import { refusal } from '../codes.ts';
import { givenCounts, shownCount } from '../counts.ts';
import { readList } from '../list.ts';
import { askedFor, origin, platform, wireId, wireMore, wireNumber } from '../shape.ts';

const row = z.object({
  ...{ hashtag_id: wireId, hashtag_name: z.string().min(1), publish_cnt: wireNumber, video_views: wireNumber, rank: wireNumber },
  country_info: z.object({ id: wireText }).nullish(),
  industry_info: z.object({ value: wireText }).nullish(),
});
const readRows = rowReader(row);

/** Days the numbers cover, back from the day they are asked. */
const periodDays = 7;

const recordOf = (tag: z.infer<typeof row>, country: string): ParsedRecord => ({
  ...{ kind: 'hashtag', platform, id: tag.hashtag_id },
  // Numbers of one country and one week: they are not those of the tag as such.
  scope: `popular/${country}/${periodDays}-days`,
  fields: given({
    title: tag.hashtag_name,
    url: `${origin}/tag/${encodeURIComponent(tag.hashtag_name)}`,
    category: tag.industry_info?.value,
  }),
  counts: givenCounts({ rank: shownCount(tag.rank), posts: shownCount(tag.publish_cnt), views: shownCount(tag.video_views) }),
});

const answer = z.object({
  code: z.union([z.int(), z.string()]),
  msg: wireText,
  data: z
    .object({ list: z.unknown().optional(), pagination: z.object({ page: z.int().positive(), has_more: wireMore }).nullish() })
    .nullish(),
});

/** Tags that are popular in a country, as TikTok's Creative Center ranks them for advertisers: 100 at most. */
export const popularHashtags = byApi({
  name: 'popular',
  evidence: 'recorded',
  privateFields: [],
  path: '/creative_radar_api/v1/popular_trend/hashtag/list',
  query: ({ country, page }) => ({ page: Number(page), limit: 50, period: periodDays, country_code: String(country), sort_by: 'popular' }),
  parse: payloadParser({ payload: 'json', refusal }, (payload, { request }) => {
    const parsed = answer.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    const { code, msg, data } = parsed.data;
    if (Number(code) !== 0) return nothing('refused', [], `TikTok says ${[code, msg].filter((word) => word).join(' ')}`.slice(0, 300));
    const page = data?.pagination?.page;
    return readList({
      ...{ path: 'data.list', value: data?.list, read: readRows, more: data?.pagination?.has_more, direction: 'up' },
      record: (tag) => recordOf(tag, tag.country_info?.id ?? askedFor(request.url, 'country_code') ?? 'unknown'),
      metrics: ['rank', 'posts', 'views'],
      cursor: { path: 'data.pagination.page', value: page === undefined ? undefined : page + 1, asked: askedFor(request.url, 'page') },
    });
  }),
});

const countries = ['KR', 'US', 'JP', 'VN', 'TH', 'ID'] as const;

export const hashtags: Stream = {
  ...{ name: 'hashtags', title: 'Popular hashtags by country', kind: 'hashtag' },
  target: { kind: 'listing', ids: countries.map((country) => `popular/${country}`) },
  byDefault: false,
  batchSize: 1,
  endpoints: [popularHashtags],
  cursor: positionCursor,
  read: readTargets(
    ([listing], next) => ({
      endpoint: popularHashtags,
      params: { country: listing!.slice('popular/'.length), page: (next as number | null) ?? 1 },
    }),
    1,
    10,
  ),
};
