import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryNumber } from '../wire.ts';
import { mix } from '../random.ts';
import { dayOfEpisode, episodesOn, finishedOn, restingOn } from '../naver-webtoon/schedule.ts';
import { nameOn } from '../naver-webtoon/title.ts';
import type { Title } from '../naver-webtoon/title.ts';
import { ageOf, days, genreOf, koreanMidnight } from './wire.ts';
import type { DayListing, KakaoWorld } from './world.ts';

const pageSize = 25;

/** Every this many rows of a list a novel stands among the webtoons. */
const novelEvery = 40;

const newDays = 30;

/** The lists of Kakao Page by tab: the days, the new, the finished; 25 a page. */
export const createLanding =
  (world: () => KakaoWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const titles = titlesOf(world().listing(day), queryNumber(query, 'tab_uid', 0));
    if (titles === null) return { status: 400, body: jsonWire({ result_code: -400, message: 'tab_uid', message_key: 'api_bad_request' }) };
    const page = Math.max(0, queryNumber(query, 'page', 0));
    const start = Math.max(0, page * pageSize - page * shift);
    const list = titles.slice(start, start + pageSize).map((title) => rowOf(world(), title, day));
    return {
      body: jsonWire({
        result: { list, is_end: start + pageSize >= titles.length, total_count: titles.length },
        result_code: 0,
        message: '성공',
      }),
    };
  };

const titlesOf = ({ weekdays, finished, ranks, day }: DayListing, tab: number): readonly Title[] | null => {
  const titles =
    tab >= 1 && tab <= 7
      ? weekdays[tab - 1]!
      : tab === 12
        ? finished
        : tab === 11
          ? weekdays.flat().filter((title, at, all) => day - title.audience.debut < newDays && all.indexOf(title) === at)
          : null;
  return titles?.toSorted((left, right) => ranks.get(left)!.views - ranks.get(right)!.views || left.index - right.index) ?? null;
};

/** A series as Kakao Page writes it, in lists and beside its episodes. */
export const rowOf = (world: KakaoWorld, title: Title, day: DayNumber): object => {
  const { schedule } = title;
  const finished = finishedOn(schedule, day);
  const latest = dayOfEpisode(schedule, episodesOn(schedule, day));
  const names = [...new Set([...title.writers, ...title.painters, ...title.originAuthors].map(({ name }) => name))];
  const number = world.seriesNumberOf(title);
  return {
    series_id: number,
    title: nameOn(title, day),
    authors: names.join(','),
    age_grade: ageOf(title),
    badge: day - dayOfEpisode(schedule, 1) < newDays ? 'BT03' : !finished && latest === day ? 'BT02' : 'BT99',
    on_issue: finished ? 'N' : restingOn(schedule, day) ? 'P' : 'Y',
    category_uid: mix(title.hash, 506) % novelEvery === 0 ? 11 : 10,
    category: '웹툰',
    sub_category: genreOf(title).name,
    pub_period: finished ? '완결' : schedule.weekdays.map((weekday) => days[weekday]!.letter).join(', '),
    is_waitfree: title.dailyPass,
    last_slide_added_dt: koreanMidnight(latest),
    asset_property: {
      card_img: null,
      banner_img: null,
      card_set: { background_img: `sim/${number}/ground`, main_img: null },
      banner_set: null,
    },
  };
};
