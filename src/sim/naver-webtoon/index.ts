import type { SimPlatform } from '../platform.ts';
import { createArticleList } from './article-list.ts';
import { createCbox } from './cbox.ts';
import { createCommunity } from './community.ts';
import { createCovers } from './cover.ts';
import { createLikes } from './likes.ts';
import { createTitleInfo } from './title-info.ts';
import { createTitleLists } from './title-list.ts';
import { episodeTruth, titleTruth, worldSummary } from './truth.ts';
import { createUserAction } from './user-action.ts';
import { createWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export type { World, WorldOptions } from './world.ts';
export type { Title } from './title.ts';
export type { Growth, GrowthKind } from './growth.ts';
export type { TitleTruth } from './truth.ts';

/** The simulated Naver Webtoon with its world in reach. */
export interface NaverWebtoon extends SimPlatform {
  readonly world: World;
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
      const [titleId, no] = id.split('_').map(Number);
      const title = world.byId(titleId ?? 0);
      if (!title) return null;
      return no === undefined ? titleTruth(title, day) : episodeTruth(title, no, day);
    },
  };
};
