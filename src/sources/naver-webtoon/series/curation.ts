import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Json, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import {
  dayOfShort,
  given,
  lane,
  nextPageOf,
  outcomeOf,
  pageInfo,
  platform,
  referer,
  stars,
  stateOf,
  wireCount,
  wireFlag,
  wireId,
  wireStars,
  wireText,
} from '../shape.ts';
import { namesOf, peopleList, rolesOfLists } from './authors.ts';
import { curationTags, tagsOf } from './tags.ts';

const envelope = z.object({ curationViewList: z.array(z.unknown()), pageInfo: z.unknown().optional() });

const row = z.object({
  titleId: wireId,
  titleName: z.string().min(1),
  webtoonLevelCode: wireText,
  thumbnailUrl: wireText,
  writers: peopleList,
  painters: peopleList,
  novelOriginAuthors: peopleList,
  synopsis: wireText,
  averageStarScore: wireStars,
  finished: wireFlag,
  adult: wireFlag,
  rest: wireFlag,
  up: wireFlag,
  new: wireFlag,
  publishDescription: wireText,
  articleTotalCount: wireCount,
  lastArticleServiceDate: wireText,
  tagList: curationTags,
});
type CurationRow = z.infer<typeof row>;
const readRows = rowReader<CurationRow>(row);

const recordOf = (title: CurationRow): ParsedRecord => {
  const roles = rolesOfLists(title.writers, title.painters, title.novelOriginAuthors);
  const tags = tagsOf(title.tagList);
  return {
    kind: 'series',
    platform,
    id: String(title.titleId),
    fields: given({
      title: title.titleName,
      authors: namesOf(roles),
      authorRoles: roles as unknown as Json,
      thumbnailUrl: title.thumbnailUrl,
      genres: tags?.genres,
      genreCodes: tags?.genreCodes,
      tags: tags?.tags,
      novelOrigin: tags?.novelOrigin,
      adult: title.adult,
      synopsis: title.synopsis,
      publishDescription: title.publishDescription,
      state: stateOf(title.finished, title.rest),
      level: title.webtoonLevelCode?.toLowerCase(),
      isNew: title.new,
      updatedToday: title.up,
      lastPublishedOn: dayOfShort(title.lastArticleServiceDate),
    }),
    counts: { stars: stars(title.averageStarScore), episodes: exactOrMissing(title.articleTotalCount) },
  };
};

const read = (payload: unknown): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const pages = pageInfo.safeParse(parsed.data.pageInfo);
  const { rows, misfits } = readRows(parsed.data.curationViewList, 'curationViewList');
  const records = rows.filter((each) => each !== null).map(recordOf);
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'curationViewList', ['averageStarScore', 'articleTotalCount'])];
  if (!pages.success) quarantined.push(misfit('pageInfo', firstReason(pages.error), parsed.data.pageInfo));
  return {
    outcome: pages.success ? outcomeOf(records, quarantined) : 'changed-shape',
    records,
    quarantined,
    next: pages.success && records.length > 0 ? nextPageOf(pages.data) : null,
  };
};

/** A shelf of series: those of an artist, with a tag, of a genre. Parsed, not asked: the title lists already name every series. */
export const curation: Endpoint = {
  name: 'curation',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ type, id, page }) => ({
    url: `https://comic.naver.com/api/curation/list?type=${type}&id=${id}&page=${page}&pageSize=100&order=UPDATE`,
    headers: referer,
  }),
  parse: payloadParser({ payload: 'json' }, read),
};
