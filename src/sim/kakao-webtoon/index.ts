import type { Day } from '../../domain/index.ts';
import { dayNumber } from '../calendar.ts';
import { createCovers } from '../naver-webtoon/cover.ts';
import { episodeTruth, titleTruth, worldSummary } from '../naver-webtoon/truth.ts';
import type { EpisodeTruth, TitleTruth } from '../naver-webtoon/truth.ts';
import { castNames } from '../naver-webtoon/traits.ts';
import type { CastName } from '../naver-webtoon/traits.ts';
import type { Title } from '../naver-webtoon/title.ts';
import type { SimPlatform } from '../platform.ts';
import { createComments } from './comments.ts';
import { createContents } from './content.ts';
import { createEpisodes } from './episodes.ts';
import { createLanding } from './landing.ts';
import { createProducts } from './products.ts';
import { createReviews } from './reviews.ts';
import { createTimetables } from './timetables.ts';
import { createKakaoWorld } from './world.ts';
import type { KakaoWorld, KakaoWorldOptions } from './world.ts';

export type { KakaoWorldOptions } from './world.ts';

/** The simulated Kakao Webtoon and Kakao Page with their world in reach. */
export interface KakaoWebtoon extends SimPlatform {
  world(): KakaoWorld;
  /** The number by which the gateway knows the title that plays a fixed part. */
  contentIdOf(part: CastName): number;
  /** The number by which Kakao Page knows it. */
  seriesNumberOf(part: CastName): number;
  /** What is true of a title on a day, by its `content.id`; null when there is no such title. */
  titleTruth(contentId: number, day: Day): TitleTruth | null;
  /** What is true of an episode on a day, by its `no`; null when it is not out. */
  episodeTruth(contentId: number, no: number, day: Day): EpisodeTruth | null;
}

const gateway = ['gateway-kw.kakao.com'];
const page = ['bff-page.kakao.com'];
const images = ['kr-a.kakaopagecdn.com'];

/**
 * Kakao: the gateway of Kakao Webtoon, and Kakao Page, which has the same works under other numbers. The fault `gateway-token`, given the
 * host `gateway-kw.kakao.com`, closes the gateway the way it was seen closed.
 *
 * The world is built at the first look into it: most simulators are started for another platform.
 */
export const createKakaoWebtoon = (options: KakaoWorldOptions): KakaoWebtoon => {
  for (const name of ['kakaoTitles', 'kakaoEpisodes'] as const)
    if (!Number.isInteger(options[name]) || options[name] < 1)
      throw new RangeError(`${name} must be a whole number from 1 on, not ${options[name]}`);
  if (options.kakaoEpisodes < options.kakaoTitles)
    throw new RangeError(`kakaoEpisodes must be at least as many as kakaoTitles (${options.kakaoTitles}), not ${options.kakaoEpisodes}`);
  let built: KakaoWorld | null = null;
  const world = (): KakaoWorld => (built ??= createKakaoWorld(options));
  const titleOf = (part: CastName): Title => {
    const title = world().titles[castNames.indexOf(part)];
    if (!title) throw new RangeError(`nobody plays "${part}" in a world of ${options.kakaoTitles} titles`);
    return title;
  };
  return {
    name: 'kakao-webtoon',
    world,
    hosts: [...gateway, ...page, ...images],
    endpoints: [
      { name: 'kakao/timetables', hosts: gateway, path: '/section/v2/timetables/days', answer: createTimetables(world) },
      {
        name: 'kakao/contents',
        hosts: gateway,
        path: /^\/decorator\/v2\/decorator\/contents\/(\d+)(\/profile)?$/,
        answer: createContents(world),
      },
      {
        name: 'kakao/episodes',
        hosts: gateway,
        path: /^\/episode\/v2\/views\/content-home\/contents\/(\d+)\/episodes$/,
        answer: createEpisodes(world),
      },
      { name: 'kakao/reviews', hosts: gateway, path: /^\/popularity\/v1\/reviews\/episode\/(\d+)$/, answer: createReviews(world) },
      { name: 'kakao/comments', hosts: gateway, path: '/comment/v1/comments', answer: createComments(world) },
      { name: 'kakao-page/landing', hosts: page, path: '/api/gateway/view/v2/landing/dayofweek', answer: createLanding(world) },
      { name: 'kakao-page/products', hosts: page, path: '/api/gateway/api/v2/content/product/list', answer: createProducts(world) },
      {
        name: 'kakao/image',
        hosts: images,
        path: /^\/P\/(?:C|EO)\/(\d+)\/(?:(\d+)\/)?[\w/-]+\.(?:webp|jpg|png)$/,
        answer: createCovers({ byId: (id) => world().byContentId(id) }),
      },
    ],
    summary: (day) => worldSummary(world(), day),
    truth(id, day) {
      const [name, no] = id.split('_');
      const title = world().byContentId(Number(name)) ?? world().titles[castNames.indexOf(name as CastName)];
      if (!title) return null;
      return no === undefined ? titleTruth(title, day) : episodeTruth(title, Number(no), day);
    },
    contentIdOf: (part) => world().contentIdOf(titleOf(part)),
    seriesNumberOf: (part) => world().seriesNumberOf(titleOf(part)),
    titleTruth(contentId, day) {
      const title = world().byContentId(contentId);
      return title ? titleTruth(title, dayNumber(day)) : null;
    },
    episodeTruth(contentId, no, day) {
      const title = world().byContentId(contentId);
      return title ? episodeTruth(title, no, dayNumber(day)) : null;
    },
  };
};
