import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, hashtagsOf, instantOfMs, koreanInstantOf, wireCount, wireFlag, wireId, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { apiUrl, chzzkParser, refusalOf, siteHeaders } from '../answer.ts';
import { idIn, imageUrl, lane, platform } from '../shape.ts';

const wireContent = z.object({ data: z.array(z.unknown()) });
const wirePages = z.object({ page: z.int().nonnegative(), totalCount: wireCount, totalPages: z.int().nonnegative() });

const row = z.object({
  videoNo: wireId,
  videoTitle: wireText,
  videoType: wireText,
  publishDate: wireText,
  publishDateAt: z.number().nullish(),
  thumbnailImageUrl: wireText,
  duration: wireCount,
  readCount: wireCount,
  categoryType: wireText,
  videoCategory: wireText,
  videoCategoryValue: wireText,
  tags: z.array(z.string()).nullish(),
  adult: wireFlag,
  blindType: wireText,
  channel: z.object({ channelId: z.string().min(1).nullish() }).nullish(),
});
type VideoRow = z.infer<typeof row>;
const readRows = rowReader<VideoRow>(row);

const typeOf = (type: string | null | undefined): string | null =>
  type === 'REPLAY' ? 'live-archive' : type === 'UPLOAD' ? 'video' : null;

const postOf = (channelId: string, video: VideoRow): ParsedRecord => ({
  kind: 'post',
  platform,
  id: String(video.videoNo),
  parentId: channelId,
  fields: given({
    title: video.videoTitle,
    url: `https://chzzk.naver.com/video/${video.videoNo}`,
    imageUrl: imageUrl(video.thumbnailImageUrl),
    publishedAt: instantOfMs(video.publishDateAt) ?? koreanInstantOf(video.publishDate),
    durationSeconds: video.duration,
    hashtags: hashtagsOf(video.tags),
    type: typeOf(video.videoType),
    category: video.videoCategoryValue || video.videoCategory,
    categoryCode: video.videoCategory,
    adult: video.adult,
    blind: video.blindType,
  }),
  counts: { views: exactOrMissing(video.readCount) },
});

const read = (content: unknown, url: string): Parsed => {
  if (content === null) return nothing('empty');
  const parsed = wireContent.safeParse(content);
  if (!parsed.success) return nothing('changed-shape', [misfit('content', firstReason(parsed.error), content)]);
  const { rows, misfits } = readRows(parsed.data.data, 'content.data');
  const good = rows.filter((each) => each !== null);
  const channelId = idIn(url) ?? good.find((each) => each.channel?.channelId)?.channel?.channelId?.toLowerCase() ?? null;
  if (channelId === null && good.length > 0)
    return nothing('changed-shape', [
      misfit('content.data[].channel', 'neither the rows nor the address say whose videos these are', content),
    ]);
  const posts = [...new Map(good.map((each) => [each.videoNo, postOf(channelId!, each)])).values()];
  const records: ParsedRecord[] = [...posts];
  const quarantined: Misfit[] = [
    ...misfits,
    ...absentEverywhere(rows, 'content.data', ['videoTitle', 'videoType', 'duration', 'readCount']),
  ];
  const pages = wirePages.safeParse(content);
  // Without it nobody knows whether this was all. The rows are kept, and the list is not called complete.
  if (!pages.success) {
    quarantined.push(misfit('content', firstReason(pages.error), content));
    return { outcome: 'changed-shape', records, quarantined, next: null };
  }
  const { page, totalCount, totalPages } = pages.data;
  if (channelId !== null && page === 0)
    records.unshift({ kind: 'channel', platform, id: channelId, fields: {}, counts: { posts: exactOrMissing(totalCount) } });
  const outcome = posts.length > 0 ? 'ok' : misfits.length > 0 ? 'changed-shape' : 'empty';
  return { outcome, records, quarantined, next: posts.length > 0 && page + 1 < totalPages ? page + 1 : null };
};

/** Rows asked for at once; the site's own number. */
export const videosPerPage = 24;

/** The videos of one channel, newest first: recorded broadcasts and uploads. */
export const list: Endpoint = {
  name: 'list',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ id, page }) => ({
    url: apiUrl(`/service/v1/channels/${String(id)}/videos?sortType=LATEST&pagingType=PAGE&page=${String(page)}&size=${videosPerPage}`),
    headers: siteHeaders,
  }),
  // Whether the channel is gone is for the profile to say.
  refusal: refusalOf('empty'),
  parse: chzzkParser('empty', (content, { request }) => read(content, request.url)),
};
