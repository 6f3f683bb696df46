import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Instant, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, wireFlag, wireId, wireText, whenOf } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl, imageUrl, nextOffset, pagination } from '../gateway.ts';
import { contentIdIn, episodeIdOf, lane, platform } from '../shape.ts';

const envelope = z.object({
  data: z.object({ episodes: z.array(z.unknown()) }),
  meta: z.object({ pagination: z.unknown().optional() }).nullish(),
});

const row = z.object({
  id: wireId,
  contentId: wireId.nullish(),
  no: z.int().nonnegative(),
  seasonNo: z.int().nonnegative().nullish(),
  seasonEpisodeNo: z.int().nonnegative().nullish(),
  title: wireText,
  seoId: wireText,
  readable: wireFlag,
  adult: wireFlag,
  useType: wireText,
  serialStartDateTime: wireText,
  asset: z.object({ thumbnailImage: wireText }).nullish(),
});
type EpisodeRow = z.infer<typeof row>;
const readRows = rowReader<EpisodeRow>(row);

/** Whether an episode must be paid or waited for. Nobody is signed in here, so what cannot be read is not free. */
const chargeOf = ({ useType, readable }: EpisodeRow): boolean | undefined =>
  useType ? useType !== 'FREE' : typeof readable === 'boolean' ? !readable : undefined;

const episodeOf = (contentId: string, episode: EpisodeRow, seenAt: Instant): ParsedRecord => {
  const when = whenOf(episode.serialStartDateTime);
  const charge = chargeOf(episode);
  // Sold ahead of its day. Of a saved payload without its time nobody can tell.
  const ahead = when !== null && seenAt > 0 ? Date.parse(when.instant) > seenAt : undefined;
  return {
    kind: 'episode',
    platform,
    id: episodeIdOf(contentId, episode.id),
    parentId: contentId,
    fields: {
      no: episode.no,
      ...given({
        title: episode.title,
        seasonNo: episode.seasonNo,
        seasonEpisodeNo: episode.seasonEpisodeNo,
        seoId: episode.seoId,
        publishedOn: when?.day,
        publishedAt: when?.instant,
        charge,
        preview: ahead === undefined || charge === undefined ? undefined : ahead && charge,
        adult: episode.adult,
        thumbnailUrl: imageUrl(episode.asset?.thumbnailImage),
      }),
    },
    counts: {},
  };
};

const read = (payload: unknown, url: string, seenAt: Instant): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data.episodes, 'data.episodes');
  const good = rows.filter((each) => each !== null);
  const contentId = contentIdIn(url) ?? (good.find((each) => each.contentId)?.contentId?.toString() || null);
  if (contentId === null && good.length > 0)
    return nothing('changed-shape', [
      misfit('data.episodes[].contentId', 'neither the rows nor the address say which series this is', payload),
    ]);
  const pages = pagination.safeParse(parsed.data.meta?.pagination);
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'data.episodes', ['serialStartDateTime', 'title'])];
  const records = [...new Map(good.map((each) => [each.id, episodeOf(contentId!, each, seenAt)])).values()];
  // Without it nobody knows whether this was all. The rows are kept, and the list is not called complete.
  if (!pages.success) {
    quarantined.push(misfit('meta.pagination', firstReason(pages.error), parsed.data.meta ?? null));
    return { outcome: 'changed-shape', records, quarantined, next: null };
  }
  // `totalCount` can be smaller than the greatest `no`: a deleted episode leaves a gap.
  if (contentId !== null && pages.data.offset === 0)
    records.unshift({ kind: 'series', platform, id: contentId, fields: {}, counts: { episodes: exactOrMissing(pages.data.totalCount) } });
  const outcome = good.length > 0 ? 'ok' : misfits.length > 0 ? 'changed-shape' : 'empty';
  return { outcome, records, quarantined, next: good.length > 0 ? nextOffset(pages.data) : null };
};

/** Rows asked for at once; the site's own number. */
export const episodesPerPage = 30;

/**
 * The episodes of a series, newest first: an episode published while we read pushes rows to later pages, where they are seen twice, and
 * none is missed.
 */
export const list: Endpoint = {
  name: 'list',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ seriesId, offset }) => ({
    url: gatewayUrl(`/episode/v2/views/content-home/contents/${seriesId}/episodes?sort=-NO&offset=${offset}&limit=${episodesPerPage}`),
    headers: gatewayHeaders,
  }),
  parse: gatewayParser({ payload: 'json' }, (payload, { request, at }) => read(payload, request.url, at)),
};
