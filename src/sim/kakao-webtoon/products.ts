import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { fromWire, jsonWire, queryNumber, queryValue } from '../wire.ts';
import { isPaid, previewsOn } from '../naver-webtoon/article-list.ts';
import { viewsOn } from '../naver-webtoon/growth.ts';
import { subtitleWire } from '../naver-webtoon/look.ts';
import { dayOfEpisode, episodesOn, numberOf } from '../naver-webtoon/schedule.ts';
import { nameOn } from '../naver-webtoon/title.ts';
import type { Title } from '../naver-webtoon/title.ts';
import { rowOf } from './landing.ts';
import { koreanMidnight, synopsisIn } from './wire.ts';
import { episodeNumberBase } from './world.ts';
import type { KakaoWorld } from './world.ts';

const maxWindow = 10_000;

/** The episodes of a series of Kakao Page after a cursor, previews among them, with the series beside them. */
export const createProducts =
  (world: () => KakaoWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const number = queryNumber(query, 'series_id', 0);
    const title = world().bySeriesNumber(number);
    const count = title ? episodesOn(title.schedule, day) : 0;
    if (!title || count === 0)
      return {
        status: 404,
        body: jsonWire({ result_code: -404, message: '존재하지 않는 작품입니다.', message_key: 'api_content_not_found' }),
      };
    const total = count + previewsOn(title, day);
    const window = Math.min(maxWindow, Math.max(1, queryNumber(query, 'window_size', 25)));
    const cursor = queryNumber(query, 'cursor_index', 0);
    const ascending = queryValue(query, 'sort_type') !== 'desc';
    // The cursor is the place of the last row seen; 0 is before the first, from either side.
    const first = ascending ? cursor + 1 : cursor === 0 ? total : cursor - 1;
    const list: object[] = [];
    for (let at = first; at >= 1 && at <= total && list.length < window; at += ascending ? 1 : -1)
      list.push(productOf(title, number, at, day));
    const last = ascending ? first + list.length - 1 : first - list.length + 1;
    return {
      body: jsonWire({
        result: {
          series_item: {
            ...rowOf(world(), title, day),
            series_id: number,
            description: synopsisIn(title),
            thumbnail: `sim/${number}/cover`,
            start_sale_dt: koreanMidnight(dayOfEpisode(title.schedule, 1)),
            on_sale_count: total,
            service_property: { view_count: viewsOn(title.audience, day) },
          },
          list,
          total_count: total,
          has_next: list.length > 0 && (ascending ? last < total : last > 1),
        },
        result_code: 0,
      }),
    };
  };

const productOf = (title: Title, number: number, episode: number, day: DayNumber): object => {
  const no = numberOf(title.schedule, episode);
  const paid = isPaid(title, episode, day);
  const published = dayOfEpisode(title.schedule, episode);
  return {
    cursor_index: episode,
    item: {
      product_id: number * episodeNumberBase + no,
      title: `${nameOn(title, day)} ${fromWire(subtitleWire(title, episode))}`,
      order_value: no,
      is_free: !paid,
      hidden: false,
      page_count: 40,
      slide_type: 'SD03',
      waitfree_blocked: published > day,
      thumbnail: `sim/${number}/${no}`,
      start_sale_dt: koreanMidnight(Math.min(day, published)),
      last_release_dt: koreanMidnight(Math.min(day, published)),
      free_change_dt: koreanMidnight(published),
      service_property: { purchase_info: { purchase_type: 'not_purchased' } },
    },
  };
};
