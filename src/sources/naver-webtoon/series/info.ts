import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Json, Misfit, Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, absentIn, firstReason } from '../../rows.ts';
import { given, lane, platform, referer, stateOf, wireCount, wireFlag, wireId, wireText } from '../shape.ts';
import { authorOf2023, communityArtists, namesOf, rolesOfArtists, rolesOfLists } from './authors.ts';
import { curationTags, tagsOf } from './tags.ts';

const info = z.object({
  titleId: wireId,
  titleName: z.string().min(1),
  thumbnailUrl: wireText,
  webtoonLevelCode: wireText,
  author: authorOf2023,
  communityArtists,
  age: z.object({ type: wireText }).nullish(),
  publishDescription: wireText,
  publishDayOfWeekList: z.array(z.string()).nullish(),
  synopsis: wireText,
  favoriteCount: wireCount,
  rest: wireFlag,
  finished: wireFlag,
  dailyPass: wireFlag,
  new: wireFlag,
  curationTagList: curationTags,
  gfpAdCustomParam: z.object({ dailyPlusYn: wireText }).nullish(),
});
type Info = z.infer<typeof info>;

/** `RATE_15` -> `15`. The site shows its adult rating as 19 to readers and writes 18; both are the same line. */
const ageRatingOf = (type: string | null | undefined): 'all' | '12' | '15' | '18' | undefined => {
  switch (type) {
    case 'RATE_ALL':
    case 'RATE_0':
      return 'all';
    case 'RATE_12':
      return '12';
    case 'RATE_15':
      return '15';
    case 'RATE_18':
    case 'RATE_19':
      return '18';
    default:
      return undefined;
  }
};

/** A title of no fixed day is published every day by its list of days; the site files it apart, and so do we. */
const weekdaysOf = ({ publishDayOfWeekList: days, publishDescription, gfpAdCustomParam }: Info): string[] | undefined => {
  if (gfpAdCustomParam?.dailyPlusYn === 'Y' || publishDescription?.startsWith('매일+')) return ['DAILY_PLUS'];
  return days && days.length > 0 ? days : undefined;
};

/** What every info has had so far. Authors come in one of two shapes; a part that is missing within one has been renamed. */
const silentIn = (title: Info): Misfit[] => {
  const { author, communityArtists: artists } = title;
  const people = artists
    ? absentEverywhere(artists, 'communityArtists', ['artistTypeList'])
    : author
      ? absentIn(author, 'author', ['writers', 'painters', 'originAuthors'])
      : [misfit('communityArtists', 'absent, and so is author', null)];
  const always = ['favoriteCount', 'curationTagList', 'publishDayOfWeekList', 'age', 'synopsis', 'finished', 'rest'] as const;
  return [...absentIn(title, '', always), ...people];
};

const read = (payload: unknown): Parsed => {
  const parsed = info.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const title = parsed.data;
  const quarantined = silentIn(title);
  const ageRating = ageRatingOf(title.age?.type);
  if (title.age?.type && ageRating === undefined) quarantined.push(misfit('age.type', 'an unknown age rating', title.age.type));
  const roles =
    rolesOfArtists(title.communityArtists) ??
    (title.author ? rolesOfLists(title.author.writers, title.author.painters, title.author.originAuthors) : null);
  const tags = tagsOf(title.curationTagList);
  const fields = given({
    title: title.titleName,
    authors: namesOf(roles, title.communityArtists),
    authorRoles: roles as unknown as Json,
    thumbnailUrl: title.thumbnailUrl,
    genres: tags?.genres,
    genreCodes: tags?.genreCodes,
    tags: tags?.tags,
    novelOrigin: tags?.novelOrigin,
    ageRating,
    adult: ageRating === undefined ? undefined : ageRating === '18',
    synopsis: title.synopsis,
    publishDescription: title.publishDescription,
    weekdays: weekdaysOf(title),
    state: stateOf(title.finished, title.rest),
    dailyPass: title.dailyPass,
    level: title.webtoonLevelCode?.toLowerCase(),
    isNew: title.new,
  });
  const counts = { favourites: exactOrMissing(title.favoriteCount) };
  return { outcome: 'ok', records: [{ kind: 'series', platform, id: String(title.titleId), fields, counts }], quarantined, next: null };
};

/** What is known about one series. `favorite` and `latestReadArticle` are about the reader who asked, and are not read. */
export const infoEndpoint: Endpoint = {
  name: 'info',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ titleId }) => ({ url: `https://comic.naver.com/api/article/list/info?titleId=${titleId}`, headers: referer }),
  parse: payloadParser({ payload: 'json' }, read),
};
