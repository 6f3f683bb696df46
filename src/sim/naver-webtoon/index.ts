import type { Day } from '../../domain/index.ts';
import { dayNumber } from '../calendar.ts';
import type { SimPlatform } from '../platform.ts';
import { createArticleList } from './article-list.ts';
import { createCbox } from './cbox.ts';
import { createCommunity } from './community.ts';
import { createCovers } from './cover.ts';
import { createLikes } from './likes.ts';
import { createTitleInfo } from './title-info.ts';
import { createTitleLists } from './title-list.ts';
import { episodeTruth, titleTruth, worldSummary } from './truth.ts';
import type { EpisodeTruth, TitleTruth } from './truth.ts';
import { castNames } from './traits.ts';
import type { CastName } from './traits.ts';
import { createUserAction } from './user-action.ts';
import { createWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export type { World, WorldOptions } from './world.ts';
export type { Title } from './title.ts';
export type { GrowthKind } from './growth.ts';
export type { EpisodeTruth, TitleTruth } from './truth.ts';
export { castNames } from './traits.ts';
export type { CastName } from './traits.ts';

/** The simulated Naver Webtoon with its world in reach. */
export interface NaverWebtoon extends SimPlatform {
  readonly world: World;
  /** The id of the title that plays a fixed part in every world of ten titles or more. */
  idOf(part: CastName): number;
  /** What is true of a title on a day (`YYYY-MM-DD`); null when there is no such title. */
  titleTruth(id: number, day: Day): TitleTruth | null;
  /** What is true of an episode on a day; null when it is not out. */
  episodeTruth(titleId: number, no: number, day: Day): EpisodeTruth | null;
}

const comic = ['comic.naver.com'];
const likeHosts = ['route-like.naver.com', 'comic.like.naver.com'];
const apis = ['apis.naver.com'];
const images = ['image-comic.pstatic.net', 'shared-comic.pstatic.net'];
const community = '/comment/api/community';

/** Naver Webtoon: listings, titles, episodes, stars, likes, comments old and new, pictures. */
export const createNaverWebtoon = (options: WorldOptions): NaverWebtoon => {
  const world = createWorld(options);
  const lists = createTitleLists(world);
  const comments = createCommunity(world);
  return {
    name: 'naver-webtoon',
    world,
    hosts: [...comic, ...likeHosts, ...apis, ...images],
    endpoints: [
      { name: 'article/list', hosts: comic, path: '/api/article/list', answer: createArticleList(world) },
      { name: 'article/list/info', hosts: comic, path: '/api/article/list/info', answer: createTitleInfo(world) },
      { name: 'titlelist/weekday', hosts: comic, path: '/api/webtoon/titlelist/weekday', answer: lists.weekday },
      { name: 'titlelist/finished', hosts: comic, path: '/api/webtoon/titlelist/finished', answer: lists.finished },
      { name: 'userAction/info', hosts: comic, path: '/api/userAction/info', answer: createUserAction(world) },
      { name: 'likes', hosts: likeHosts, path: '/v1/search/contents', answer: createLikes(world) },
      { name: 'comments/posts', hosts: comic, path: `${community}/v2/posts`, answer: comments.posts },
      {
        name: 'comments/child-posts',
        hosts: comic,
        path: /^\/comment\/api\/community\/v2\/post\/([^/]+)\/child-posts$/,
        answer: comments.childPosts,
      },
      {
        name: 'comments/top',
        hosts: comic,
        path: /^\/comment\/api\/community\/v1\/page\/([^/]+)\/top-recent-posts$/,
        answer: comments.top,
      },
      {
        name: 'comments/counts',
        hosts: comic,
        path: /^\/comment\/api\/community\/v1\/pages\/activity\/count\/?$/,
        answer: comments.counts,
      },
      { name: 'comments/cbox', hosts: apis, path: '/commentBox/cbox/web_naver_list_jsonp.json', answer: createCbox(world) },
      { name: 'image', hosts: images, path: /^(?:\/thumb)?\/webtoon\/(\d+)\/(?:thumbnail|(\d+))\/[\w.-]+$/, answer: createCovers(world) },
    ],
    summary: (day) => worldSummary(world, day),
    truth(id, day) {
      const [name, no] = id.split('_');
      const title = world.byId(Number(name)) ?? world.titles[castNames.indexOf(name as CastName)];
      if (!title) return null;
      return no === undefined ? titleTruth(title, day) : episodeTruth(title, Number(no), day);
    },
    idOf(part) {
      const title = world.titles[castNames.indexOf(part)];
      if (!title) throw new RangeError(`nobody plays "${part}" in a world of ${options.titles} titles`);
      return title.id;
    },
    titleTruth(id, day) {
      const title = world.byId(id);
      return title ? titleTruth(title, dayNumber(day)) : null;
    },
    episodeTruth(titleId, no, day) {
      const title = world.byId(titleId);
      return title ? episodeTruth(title, no, dayNumber(day)) : null;
    },
  };
};
