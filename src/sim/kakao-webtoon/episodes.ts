import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { queryNumber, queryValue, toWire } from '../wire.ts';
import { isPaid, previewsOn } from '../naver-webtoon/article-list.ts';
import { subtitleWire } from '../naver-webtoon/look.ts';
import { dayOfEpisode, episodesOn, numberOf } from '../naver-webtoon/schedule.ts';
import type { Title } from '../naver-webtoon/title.ts';
import { notFound, seoIdOf, utcMidnight } from './wire.ts';
import { episodeNumberBase } from './world.ts';
import type { KakaoWorld } from './world.ts';

const maxLimit = 3000;

/** How the gateway speaks of a page. */
export const paginationWire = (offset: number, limit: number, totalCount: number): string =>
  `{"pagination":{"offset":${offset},"limit":${limit},"totalCount":${totalCount},"last":${offset + limit >= totalCount}}}`;

/** The episodes of a title by offset, previews among them. Numbers leave gaps where an episode was deleted, and so exceed the total. */
export const createEpisodes =
  (world: () => KakaoWorld) =>
  ({ groups, query, day, shift }: SimRequest): Answer => {
    const title = world().byContentId(Number(groups[0]));
    const count = title ? episodesOn(title.schedule, day) : 0;
    if (!title || count === 0) return notFound('CONTENT_NOT_FOUND');
    const limit = Math.min(maxLimit, Math.max(1, queryNumber(query, 'limit', 30)));
    const offset = Math.max(0, queryNumber(query, 'offset', 0));
    const ascending = queryValue(query, 'sort') === 'NO';
    const total = count + previewsOn(title, day);
    const start = Math.max(0, offset - Math.floor(offset / limit) * shift);
    const end = Math.min(total, start + limit);
    const contentId = world().contentIdOf(title);
    const seoId = toWire(seoIdOf(title, day));
    let list = '';
    for (let place = start; place < end; place++)
      list += (place === start ? '' : ',') + rowWire(title, contentId, seoId, ascending ? place + 1 : total - place, day);
    return { body: `{"data":{"episodes":[${list}]},"meta":${paginationWire(offset, limit, total)}}` };
  };

const rowWire = (title: Title, contentId: number, seoId: string, episode: number, day: DayNumber): string => {
  const no = numberOf(title.schedule, episode);
  const paid = isPaid(title, episode, day);
  return (
    `{"id":${contentId * episodeNumberBase + no},"seoId":"${seoId}-${String(no).padStart(3, '0')}","contentId":${contentId},"no":${no},"seasonNo":1` +
    `,"seasonEpisodeNo":${no},"title":"${subtitleWire(title, episode)}","status":"SELLING","adult":${title.adult}` +
    `,"serialStartDateTime":"${utcMidnight(dayOfEpisode(title.schedule, episode))}"` +
    `,"asset":{"thumbnailImage":"https://kr-a.kakaopagecdn.com/P/EO/${contentId}/${no}/et/2x/picture"}` +
    `,"useType":"${paid ? 'RENTAL' : 'FREE'}","readable":${!paid},"read":false}`
  );
};

/** The title and episode that an episode's number names; null when it is not out. Previews are out for those who pay. */
export const episodeNamed = (
  titleOf: (id: number) => Title | undefined,
  number: number,
  day: DayNumber,
  episodeOf: (title: Title, no: number) => number,
): { readonly title: Title; readonly episode: number; readonly visible: number } | null => {
  const title = titleOf(Math.floor(number / episodeNumberBase));
  if (!title) return null;
  const episode = episodeOf(title, number % episodeNumberBase);
  const count = episodesOn(title.schedule, day);
  const visible = count === 0 ? 0 : count + previewsOn(title, day);
  return episode >= 1 && episode <= visible ? { title, episode, visible } : null;
};
