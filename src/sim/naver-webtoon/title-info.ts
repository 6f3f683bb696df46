import { finishedOn, dayOfEpisode, episodesOn, numberOf, restingOn } from './schedule.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { fromWire, jsonWire, queryNumber } from '../wire.ts';
import { notFound } from './answers.ts';
import { contentsNo } from './article-list.ts';
import { favouritesOn } from './growth.ts';
import { authorLine, coverUrl, sharedCoverUrl, subtitleWire } from './look.ts';
import { synopsisOf } from './names.ts';
import { nameOn } from './title.ts';
import type { Title } from './title.ts';
import { customTags, genres, weekdays } from './words.ts';
import type { World } from './world.ts';

const ages = { RATE_12: '12세 이용가', RATE_15: '15세 이용가', RATE_18: '청소년 이용불가' } as const;

/** What is known about one title. Titles answer in one of two shapes: that of 2023 with `author`, or today's with `communityArtists`. */
export const createTitleInfo =
  (world: World) =>
  ({ query, day }: SimRequest): Answer => {
    const title = world.byId(queryNumber(query, 'titleId', 0));
    if (!title || episodesOn(title.schedule, day) === 0) return notFound();
    const { schedule } = title;
    const finished = finishedOn(schedule, day);
    const name = nameOn(title, day);
    return {
      body: jsonWire({
        titleId: title.id,
        thumbnailUrl: coverUrl(title),
        ...(title.recentShape ? { posterThumbnailUrl: coverUrl(title) } : {}),
        sharedThumbnailUrl: sharedCoverUrl(title),
        titleName: name,
        ...(title.recentShape ? { contentsNo: contentsNo(title) } : {}),
        webtoonLevelCode: 'WEBTOON',
        ...(title.recentShape ? { communityArtists: communityArtists(title) } : { author: authorsOf2023(title) }),
        thumbnailBadgeList: title.adult ? [{ badgeType: 'ADULT', title: '19세' }] : [],
        age: { type: title.ageRating, description: ages[title.ageRating] },
        publishDescription: publishDescription(title, finished),
        synopsis: synopsisOf(title.hash, title.name),
        favoriteCount: favouritesOn(title.audience, day),
        favorite: false,
        firstArticle: { no: numberOf(schedule, 1), subtitle: fromWire(subtitleWire(title, 1)), charge: false },
        publishDayOfWeekList: schedule.weekdays.map((weekday) => weekdays[weekday]!.code),
        rest: restingOn(schedule, day),
        finished,
        dailyPass: finished && title.dailyPass,
        curationTagList: curationTags(title),
        adBannerList: [],
        chargeBestChallenge: false,
        ...(title.recentShape ? { gfpAdCustomParam: adParameters(title, name, finished) } : { contentsNo: contentsNo(title) }),
        new: day - dayOfEpisode(schedule, 1) < 30,
      }),
    };
  };

const authorsOf2023 = ({ writers, painters, originAuthors }: Title): object => ({ writers, painters, originAuthors });

const communityArtists = ({ writers, painters, originAuthors }: Title): object[] => {
  const kinds = new Map<number, { name: string; types: string[] }>();
  const add = (id: number, name: string, type: string): void => {
    const known = kinds.get(id);
    if (known) known.types.push(type);
    else kinds.set(id, { name, types: [type] });
  };
  for (const { id, name } of writers) add(id, name, 'ARTIST_WRITER');
  for (const { id, name } of painters) add(id, name, 'ARTIST_PAINTER');
  for (const { id, name } of originAuthors) add(id, name, 'ARTIST_NOVEL_ORIGIN');
  return [...kinds].map(([artistId, { name, types }]) => ({
    artistId,
    name,
    artistTypeList: types,
    curationPageUrl: `/artistTitle?id=${artistId}`,
  }));
};

const publishDescription = (title: Title, finished: boolean): string => {
  if (finished) return '완결웹툰';
  if (title.dailyPlus) return '매일+웹툰';
  return `${title.schedule.weekdays.map((weekday) => weekdays[weekday]!.name).join(', ')}${title.schedule.weekdays.length === 1 ? '요' : ''}웹툰`;
};

const curationTags = (title: Title): object[] => {
  const genre = genres[title.genre]!;
  return [
    { id: title.id, tagName: genre.name, urlPath: `/webtoon?tab=genre&genre=${genre.code}`, curationType: `GENRE_${genre.code}` },
    ...title.tags.map((tag) => ({
      id: tag,
      tagName: customTags[tag - 1]!,
      urlPath: `/curation/list?type=CUSTOM_TAG&id=${tag}`,
      curationType: 'CUSTOM_TAG',
    })),
    ...(title.originAuthors.length > 0
      ? [{ id: title.id, tagName: '소설원작', urlPath: '/curation/list?type=NOVEL_ORIGIN', curationType: 'NOVEL_ORIGIN' }]
      : []),
  ];
};

const adParameters = (title: Title, name: string, finished: boolean): object => ({
  titleId: title.id,
  webtoonLevelCode: 'WEBTOON',
  titleName: name,
  displayAuthor: authorLine(title),
  cpid: `cp${title.hash % 400}`,
  cpName: `모래상자${title.hash % 40}`,
  genreTypes: [genres[title.genre]!.code],
  rankGenreTypes: [genres[title.genre]!.code],
  tags: [genres[title.genre]!.name, ...title.tags.map((tag) => customTags[tag - 1]!)],
  weekdays: title.schedule.weekdays.map((weekday) => weekdays[weekday]!.code),
  finishedYn: finished ? 'Y' : 'N',
  adultYn: title.adult ? 'Y' : 'N',
  dailyPlusYn: title.dailyPlus ? 'Y' : 'N',
  dailyFreeYn: finished && title.dailyPass ? 'Y' : 'N',
});
