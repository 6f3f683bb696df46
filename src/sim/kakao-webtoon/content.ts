import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire } from '../wire.ts';
import { favouritesOn, viewsOn } from '../naver-webtoon/growth.ts';
import { dayOfEpisode, episodesOn, finishedOn, restingOn } from '../naver-webtoon/schedule.ts';
import { nameOn } from '../naver-webtoon/title.ts';
import type { Title } from '../naver-webtoon/title.ts';
import type { DayNumber } from '../calendar.ts';
import {
  ageOf,
  authorsOf,
  badgesOf,
  genreOf,
  keywordsOf,
  notFound,
  pictureOf,
  seoIdOf,
  statusOf,
  synopsisIn,
  utcMidnight,
} from './wire.ts';
import type { KakaoWorld } from './world.ts';

/** The description of a title with its statistics; `/profile` adds the badges that name its days, and leaves the statistics out. */
export const createContents =
  (world: () => KakaoWorld) =>
  ({ groups, day }: SimRequest): Answer => {
    const title = world().byContentId(Number(groups[0]));
    if (!title || episodesOn(title.schedule, day) === 0) return notFound('CONTENT_NOT_FOUND');
    const contentId = world().contentIdOf(title);
    return { body: jsonWire({ data: groups[1] === undefined ? descriptionOf(title, contentId, day) : profileOf(title, contentId, day) }) };
  };

const descriptionOf = (title: Title, contentId: number, day: DayNumber): object => {
  const { schedule, audience } = title;
  const finished = finishedOn(schedule, day);
  return {
    id: contentId,
    title: nameOn(title, day),
    seoId: seoIdOf(title, day),
    synopsis: synopsisIn(title),
    genre: genreOf(title).name,
    authors: authorsOf(title),
    adult: title.adult,
    ageLimit: ageOf(title),
    onGoingStatus: statusOf(title, day),
    status: 'SELLING',
    rest: restingOn(schedule, day),
    seoKeywords: keywordsOf(title),
    sharingThumbnailImage: pictureOf(contentId, 'bg', title),
    featuredCharacterImageA: pictureOf(contentId, 'c1', title),
    featuredCharacterImageB: pictureOf(contentId, 'c2', title),
    backgroundImage: pictureOf(contentId, 'bg', title),
    serialStartDateTime: utcMidnight(dayOfEpisode(schedule, 1)),
    lastEpisodePublicationDateTime: utcMidnight(dayOfEpisode(schedule, episodesOn(schedule, day))),
    completedDateTime: finished ? utcMidnight(dayOfEpisode(schedule, schedule.total)) : null,
    statistics: { viewCount: viewsOn(audience, day), likeCount: favouritesOn(audience, day) },
  };
};

const profileOf = (title: Title, contentId: number, day: DayNumber): object => ({
  id: contentId,
  title: nameOn(title, day),
  seoId: seoIdOf(title, day),
  synopsis: synopsisIn(title),
  authors: authorsOf(title),
  badges: badgesOf(title, day, true),
  seoKeywords: keywordsOf(title),
});
