import { hash } from 'node:crypto';
import { weekdayOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { mix } from '../random.ts';
import { jsonWire, queryNumber, queryValue } from '../wire.ts';
import { badRequest } from './answers.ts';
import { interestAt, viewsOn } from './growth.ts';
import { authorLine, coverUrl } from './look.ts';
import { pageInfo } from './page-info.ts';
import { dayOfEpisode, episodesOn, finishedOn, restingOn } from './schedule.ts';
import { nameOn } from './title.ts';
import type { Title } from './title.ts';
import { titleStarsOn } from './figures.ts';
import { weekdays } from './words.ts';
import type { World } from './world.ts';

const orders = ['user', 'view', 'star', 'update'] as const;
type Order = (typeof orders)[number];

const finishedPageSize = 60;

/** The map of the seven days is written in this order, which is not that of the week (as in the recording). */
const mapOrder = [4, 0, 6, 2, 1, 5, 3];

/** Everything the listings of one day need, computed once. */
interface DayListing {
  readonly day: DayNumber;
  /** The item of a title as wire JSON, by index of the title. */
  readonly items: Map<number, string>;
  readonly lists: Map<string, readonly Title[]>;
}

/** An answer with an entity tag, or 304 without a body to whoever has it already. */
const unlessKnown = ({ headers }: SimRequest, body: string): Answer => {
  const etag = `"${hash('md5', body)}"`;
  return headers['if-none-match'] === etag ? { status: 304, body: '', headers: { etag } } : { body, headers: { etag } };
};

/** The title lists: the seven days, one day, and the finished titles page by page. */
export const createTitleLists = (world: World): { weekday(request: SimRequest): Answer; finished(request: SimRequest): Answer } => {
  let current: DayListing | null = null;

  const listing = (day: DayNumber): DayListing => {
    if (current?.day !== day) current = { day, items: new Map(), lists: new Map() };
    return current;
  };

  const itemOf = (title: Title, { day, items }: DayListing): string => {
    let item = items.get(title.index);
    if (item === undefined) items.set(title.index, (item = itemWire(title, day)));
    return item;
  };

  const listOf = (at: DayListing, order: Order, name: string, belongs: (title: Title) => boolean): readonly Title[] => {
    const key = `${order} ${name}`;
    let list = at.lists.get(key);
    if (!list) at.lists.set(key, (list = sorted(world.knownOn(at.day).filter(belongs), order, at.day)));
    return list;
  };

  const dayList = (at: DayListing, order: Order, weekday: number): string =>
    listOf(
      at,
      order,
      `day ${weekday}`,
      (title) => !title.dailyPlus && title.schedule.weekdays.includes(weekday) && !finishedOn(title.schedule, at.day),
    )
      .map((title) => itemOf(title, at))
      .join(',');

  return {
    weekday(request) {
      const { query, day } = request;
      const order = orderOf(query);
      if (order === null) return badRequest('order');
      const at = listing(day);
      const week = queryValue(query, 'week');
      if (week === null) {
        const days = mapOrder.map((weekday) => `"${weekdays[weekday]!.code}":[${dayList(at, order, weekday)}]`);
        return unlessKnown(request, `{"titleListMap":{${days.join(',')}},"dayOfWeek":"${weekdays[weekdayOf(day)]!.code}"}`);
      }
      if (week === 'dailyPlus') {
        const titles = listOf(at, order, week, (title) => title.dailyPlus && !finishedOn(title.schedule, day));
        return { body: `{"titleList":[${titles.map((title) => itemOf(title, at)).join(',')}]}` };
      }
      const weekday = weekdays.findIndex(({ short }) => short === week);
      return weekday < 0 ? badRequest('week') : { body: `{"titleList":[${dayList(at, order, weekday)}]}` };
    },

    finished({ query, day, shift }) {
      const order = orderOf(query);
      if (order === null) return badRequest('order');
      const at = listing(day);
      const titles = listOf(at, order, 'finished', (title) => finishedOn(title.schedule, day));
      const page = Math.max(1, queryNumber(query, 'page', 1));
      const start = Math.max(0, (page - 1) * finishedPageSize - (page - 1) * shift);
      const items = titles.slice(start, start + finishedPageSize).map((title) => itemOf(title, at));
      return { body: `{"titleList":[${items.join(',')}],"pageInfo":${pageInfo(titles.length, finishedPageSize, page)}}` };
    },
  };
};

const orderOf = (query: string): Order | null => {
  const order = (queryValue(query, 'order') ?? 'user').toLowerCase() as Order;
  return orders.includes(order) ? order : null;
};

/** Readers a day now: what "popular" means. */
const popularity = (title: Title, day: DayNumber): number => {
  const { growth, viewsPerDay, base } = title.audience;
  return viewsPerDay * (0.02 + interestAt(growth, day - base));
};

const sorted = (titles: readonly Title[], order: Order, day: DayNumber): readonly Title[] => {
  const key: (title: Title) => number =
    order === 'user'
      ? (title) => popularity(title, day)
      : order === 'view'
        ? (title) => viewsOn(title.audience, day)
        : order === 'star'
          ? (title) => titleStarsOn(title, day)
          : (title) => dayOfEpisode(title.schedule, episodesOn(title.schedule, day)) + popularity(title, day) / 1e9;
  return titles
    .map((title) => ({ title, key: key(title) }))
    .sort((a, b) => b.key - a.key || a.title.id - b.title.id)
    .map(({ title }) => title);
};

const itemWire = (title: Title, day: DayNumber): string => {
  const { schedule } = title;
  const latest = dayOfEpisode(schedule, episodesOn(schedule, day));
  const first = dayOfEpisode(schedule, 1);
  const finished = finishedOn(schedule, day);
  return jsonWire({
    titleId: title.id,
    titleName: nameOn(title, day),
    author: authorLine(title),
    thumbnailUrl: coverUrl(title),
    up: !finished && latest === day,
    rest: restingOn(schedule, day),
    bm: finished && title.dailyPass,
    adult: title.adult,
    starScore: titleStarsOn(title, day),
    viewCount: title.showsViews ? viewsOn(title.audience, day) : 0,
    openToday: first === day,
    potenUp: mix(title.hash, 81) % 200 === 0,
    bestChallengeLevelUp: mix(title.hash, 82) % 300 === 0,
    finish: finished,
    new: day - first < 30,
  });
};
