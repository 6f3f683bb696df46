import { shortDate } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { mix, uuidHead, uuidTail } from '../random.ts';
import { queryNumber, queryValue, toWire } from '../wire.ts';
import { badRequest, loginRequired, notFound } from './answers.ts';
import { starsOn } from './figures.ts';
import { episodeImageBase, subtitleWire } from './look.ts';
import { pageInfo } from './page-info.ts';
import { dayOfEpisode, episodesOn, finishedOn, numberOf } from './schedule.ts';
import { signedIn } from './session.ts';
import type { Title } from './title.ts';
import type { World } from './world.ts';

/** Rows a page, as on the platform. */
export const articlePageSize = 20;

/** Episodes of a daily-pass title that stay free. */
const freeWithPass = 20;

const daysUntilFree = toWire('일 후 무료');

/** True for episodes that must be paid: previews, and a daily-pass title from its 21st episode on. */
export const isPaid = (title: Title, episode: number, day: DayNumber): boolean =>
  episode > episodesOn(title.schedule, day) || (title.dailyPass && episode > freeWithPass && finishedOn(title.schedule, day));

/** Paid episodes that can be seen ahead on a day. */
export const previewsOn = (title: Title, day: DayNumber): number =>
  Math.max(0, Math.min(title.previews, title.schedule.total - episodesOn(title.schedule, day)));

/** The episodes of a title, 20 a page. This is the page a benchmark asks for 12,500 times, hence no objects and no JSON.stringify. */
export const createArticleList =
  (world: World) =>
  ({ query, day, headers, shift }: SimRequest): Answer => {
    const title = world.byId(queryNumber(query, 'titleId', 0));
    const count = title ? episodesOn(title.schedule, day) : 0;
    if (!title || count === 0) return notFound();
    if (title.adult && !signedIn(headers)) return loginRequired();
    const sort = queryValue(query, 'sort') ?? 'DESC';
    if (sort !== 'ASC' && sort !== 'DESC') return badRequest('sort');
    const page = Math.max(1, queryNumber(query, 'page', 1));
    const previews = previewsOn(title, day);
    // Ascending lists hold the previews as well, after the free episodes (measured by others in 2026).
    const rows = sort === 'ASC' ? count + previews : count;
    const start = Math.max(0, (page - 1) * articlePageSize - (page - 1) * shift);
    const end = Math.min(rows, start + articlePageSize);
    const finished = finishedOn(title.schedule, day);
    const image = uuidHead(title.hash, 92);

    let list = '';
    for (let place = start; place < end; place++) {
      const episode = sort === 'ASC' ? place + 1 : count - place;
      list += (place === start ? '' : ',') + rowWire(title, episode, day, count, finished, image);
    }
    let ahead = '';
    if (page === 1)
      for (let i = previews; i >= 1; i--) ahead += (ahead === '' ? '' : ',') + rowWire(title, count + i, day, count, finished, image);
    return {
      body:
        `{"titleId":${title.id},"webtoonLevelCode":"WEBTOON","totalCount":${count + previews}` +
        (title.recentShape ? `,"contentsNo":${contentsNo(title)}` : '') +
        `,"finished":${finished},"dailyPass":${finished && title.dailyPass},"chargeBestChallenge":false` +
        `,"articleList":[${list}],"chargeFolderArticleList":[${ahead}],"chargeFolderUp":${ahead !== '' && dayOfEpisode(title.schedule, count) === day}` +
        `,"pageInfo":${pageInfo(rows, articlePageSize, page)},"sort":"${sort}"}`,
    };
  };

/** The number by which the platform's other systems know a title. */
export const contentsNo = (title: Title): number => 300_000 + (title.hash % 500_000);

const rowWire = (title: Title, episode: number, day: DayNumber, count: number, finished: boolean, image: string): string => {
  const no = numberOf(title.schedule, episode);
  const hash = mix(title.hash, episode);
  const published = dayOfEpisode(title.schedule, episode);
  const ahead = episode > count;
  const paid = ahead || (finished && title.dailyPass && episode > freeWithPass);
  return (
    `{"no":${no},"thumbnailUrl":"${episodeImageBase(title)}${no}/thumbnail_202x120_${image}${uuidTail(hash)}.jpg"` +
    `,"subtitle":"${subtitleWire(title, episode)}","starScore":${ahead ? 0 : starsOn(title, episode, day - published)}` +
    `,"bgm":${hash % 37 === 0},"up":${published === day},"charge":${paid}` +
    `,"serviceDateDescription":"${ahead ? `${published - day}${daysUntilFree}` : shortDate(published)}"` +
    (title.recentShape ? `,"volumeNo":${episode}` : '') +
    `,"hasReadLog":false,"recentlyReadLog":false,"thumbnailClock":false,"thumbnailLock":${paid}}`
  );
};
