import { z } from 'zod';
import { exact, exactOrMissing } from '../../../domain/index.ts';
import type { Count, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import {
  dayOfShort,
  episodeIdOf,
  given,
  lane,
  nextPageOf,
  pageInfo,
  platform,
  referer,
  stars,
  wireCount,
  wireFlag,
  wireId,
  wireStars,
  wireText,
} from '../shape.ts';

const envelope = z.object({
  titleId: wireId,
  totalCount: wireCount,
  finished: wireFlag,
  dailyPass: wireFlag,
  articleList: z.array(z.unknown()),
  chargeFolderArticleList: z.array(z.unknown()).nullish(),
  pageInfo: z.unknown().optional(),
});
type Envelope = z.infer<typeof envelope>;

const row = z.object({
  no: z.int().nonnegative(),
  subtitle: wireText,
  thumbnailUrl: wireText,
  starScore: wireStars,
  bgm: wireFlag,
  up: wireFlag,
  charge: wireFlag,
  serviceDateDescription: wireText,
});
type EpisodeRow = z.infer<typeof row>;
const readRows = rowReader<EpisodeRow>(row);

const episodeOf = (titleId: string, episode: EpisodeRow, inPreviewFolder: boolean): ParsedRecord => {
  const publishedOn = dayOfShort(episode.serviceDateDescription);
  return {
    kind: 'episode',
    platform,
    id: episodeIdOf(titleId, episode.no),
    parentId: titleId,
    fields: {
      no: episode.no,
      // Null while it is a preview ("free in 7 days"): the day it opens to all is not known exactly.
      publishedOn,
      // Lists in ascending order hold previews among the others; a paid one without a day is one of them.
      preview: inPreviewFolder || (episode.charge === true && publishedOn === null),
      ...given({
        title: episode.subtitle,
        charge: episode.charge,
        thumbnailUrl: episode.thumbnailUrl,
        bgm: episode.bgm,
        isNew: episode.up,
      }),
    },
    counts: { stars: stars(episode.starScore) },
  };
};

/**
 * The series as its list of episodes shows it. `episodes` is the platform's `totalCount`; `previews` is the length of the folder of paid
 * previews, unless one of them could not be read. Whether the total counts the previews is open: the one recording has none.
 */
const seriesOf = (titleId: string, { totalCount, finished, dailyPass }: Envelope, previews: Count | null | undefined): ParsedRecord => ({
  kind: 'series',
  platform,
  id: titleId,
  fields: given({ state: finished ? 'finished' : undefined, dailyPass }),
  counts: { episodes: exactOrMissing(totalCount), ...(previews === undefined ? {} : { previews }) },
});

const read = (payload: unknown): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { articleList, chargeFolderArticleList } = parsed.data;
  const titleId = String(parsed.data.titleId);
  const pages = pageInfo.safeParse(parsed.data.pageInfo);
  const quarantined: Misfit[] = [];
  const records: ParsedRecord[] = [];
  // The folder of previews comes with the first page; a page that does not say its number has to be taken for the first.
  if (!pages.success || pages.data.page === 1) {
    const previews = readRows(chargeFolderArticleList ?? [], 'chargeFolderArticleList');
    const count = previews.misfits.length > 0 ? null : exact(previews.rows.length);
    records.push(seriesOf(titleId, parsed.data, chargeFolderArticleList ? count : undefined));
    for (const preview of previews.rows) if (preview !== null) records.push(episodeOf(titleId, preview, true));
    quarantined.push(...previews.misfits);
  }
  const { rows, misfits } = readRows(articleList, 'articleList');
  for (const episode of rows) if (episode !== null) records.push(episodeOf(titleId, episode, false));
  quarantined.push(...misfits, ...absentEverywhere(rows, 'articleList', ['starScore']));
  if (!pages.success) {
    // Without it nobody knows whether this was all. The rows are kept, and the list is not called complete.
    quarantined.push(misfit('pageInfo', firstReason(pages.error), parsed.data.pageInfo));
    return { outcome: 'changed-shape', records, quarantined, next: null };
  }
  const good = rows.some((each) => each !== null);
  return { outcome: good ? 'ok' : outcomeWithoutRows(records, misfits), records, quarantined, next: good ? nextPageOf(pages.data) : null };
};

/** A list without episodes: only previews, only misfits, or none. */
const outcomeWithoutRows = (records: readonly ParsedRecord[], misfits: readonly Misfit[]): 'ok' | 'empty' | 'changed-shape' =>
  misfits.length > 0 ? 'changed-shape' : records.some(({ kind }) => kind === 'episode') ? 'ok' : 'empty';

/**
 * The episodes of a series, 20 a page, newest first: an episode published while we read pushes rows to later pages, where they are seen
 * twice, and none is missed.
 */
export const list: Endpoint = {
  name: 'list',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ titleId, page }) => ({
    url: `https://comic.naver.com/api/article/list?titleId=${titleId}&page=${page}&sort=DESC`,
    headers: referer,
  }),
  parse: payloadParser({ payload: 'json' }, read),
};
