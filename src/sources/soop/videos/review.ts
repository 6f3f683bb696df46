import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import { given, hashtagsOf, koreanInstantOf, wireCount, wireFlag, wireId, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { onEachService } from '../answer.ts';
import { idIn, idOf, imageUrl, isAdult, platform, services } from '../shape.ts';

const envelope = z.object({ data: z.array(z.unknown()), meta: z.unknown().optional() });
const wireMeta = z.object({ current_page: z.int().positive(), last_page: z.int().nonnegative(), total: wireCount });

const wireTags = z.array(z.string()).nullish();
const row = z.object({
  title_no: wireId,
  user_id: z.string().min(1).nullish(),
  title_name: wireText,
  reg_date: wireText,
  ucc: z
    .object({
      thumb: wireText,
      grade: z.int().nullish(),
      category_tags: wireTags,
      hash_tags: wireTags,
      lang_tags: wireTags,
      total_file_duration: wireCount,
      file_type: wireText,
      paid_ppv: wireFlag,
    })
    .nullish(),
  count: z
    .object({ like_cnt: wireCount, read_cnt: wireCount, comment_cnt: wireCount, vod_read_cnt: wireCount, ucc_favorite_cnt: wireCount })
    .nullish(),
});
type VideoRow = z.infer<typeof row>;
const readRows = rowReader<VideoRow>(row);

const typeOf: Readonly<Record<string, string>> = {
  REVIEW: 'live-archive',
  HIGHLIGHT: 'highlight',
  CLIP: 'clip',
  CATCH: 'short',
  NORMAL: 'video',
};
const languageOf: Readonly<Record<string, string>> = { 한국어: 'ko', English: 'en', 日本語: 'ja', 中文: 'zh' };

/** One of our words for one of theirs; undefined for a word not met before. */
const known = (words: Readonly<Record<string, string>>, word: string | null | undefined): string | undefined =>
  word && Object.hasOwn(words, word) ? words[word] : undefined;

const postOf = (channelId: string, { title_no: number, title_name: title, reg_date: written, ucc, count }: VideoRow): ParsedRecord => {
  const milliseconds = ucc?.total_file_duration;
  return {
    kind: 'post',
    platform,
    id: String(number),
    parentId: channelId,
    fields: given({
      title,
      url: `https://vod.sooplive.co.kr/player/${number}`,
      imageUrl: imageUrl(ucc?.thumb),
      publishedAt: koreanInstantOf(written),
      durationSeconds: milliseconds === null || milliseconds === undefined ? null : Math.round(milliseconds / 1000),
      hashtags: hashtagsOf(ucc?.hash_tags),
      categories: hashtagsOf(ucc?.category_tags),
      type: known(typeOf, ucc?.file_type),
      language: known(languageOf, ucc?.lang_tags?.[0]),
      channel: channelId,
      adult: isAdult(ucc?.grade),
      paid: ucc?.paid_ppv,
    }),
    counts: {
      // As the site shows it: since January 2025 those who were there live are in it. Those who watched the recording stand beside it.
      views: exactOrMissing(count?.read_cnt),
      replayViews: exactOrMissing(count?.vod_read_cnt),
      likes: exactOrMissing(count?.like_cnt),
      comments: exactOrMissing(count?.comment_cnt),
      saves: exactOrMissing(count?.ucc_favorite_cnt),
    },
  };
};

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const good = rows.filter((each) => each !== null);
  const channelId = idIn(url) ?? idOf(good.find((each) => each.user_id)?.user_id ?? '');
  if (channelId === '' && good.length > 0)
    return nothing('changed-shape', [misfit('data[].user_id', 'neither the rows nor the address say whose videos these are', payload)]);
  const posts = [...new Map(good.map((each) => [each.title_no, postOf(channelId, each)])).values()];
  const records: ParsedRecord[] = [...posts];
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'data', ['title_name', 'reg_date', 'ucc', 'count'])];
  const meta = wireMeta.safeParse(parsed.data.meta);
  // Without it nobody knows whether this was all. The rows are kept, and the list is not called complete.
  if (!meta.success) {
    quarantined.push(misfit('meta', firstReason(meta.error), parsed.data.meta ?? null));
    return { outcome: 'changed-shape', records, quarantined, next: null };
  }
  const { current_page: page, last_page: last, total } = meta.data;
  if (channelId !== '' && page === 1)
    records.unshift({ kind: 'channel', platform, id: channelId, fields: {}, counts: { posts: exactOrMissing(total) } });
  const outcome = posts.length > 0 ? 'ok' : misfits.length > 0 ? 'changed-shape' : 'empty';
  return { outcome, records, quarantined, next: posts.length > 0 && page < last ? page + 1 : null };
};

const postersAddress: readonly string[] = ['data[].ip?'];

/** Rows on a page, whatever is asked for. */
export const videosPerPage = 20;

/** The recorded broadcasts of one streamer, newest first. A poster's network address has a field on the wire; it is kept from being written. */
export const reviews = onEachService({
  name: 'review',
  recordedAt: services.present,
  privateFields: postersAddress,
  path: ({ id, page }) => `${String(id)}/vods/review?page=${String(page)}`,
  onNotFound: 'empty',
  read: (payload, { request }) => read(payload, request.url),
});
