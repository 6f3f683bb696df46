import type { Answer, SimRequest } from '../platform.ts';
import { likesOn } from '../naver-webtoon/figures.ts';
import { episodeOf } from '../naver-webtoon/schedule.ts';
import { queryNumber } from '../wire.ts';
import { episodeNamed } from './episodes.ts';
import { notFound } from './wire.ts';
import type { KakaoWorld } from './world.ts';

/** The likes of one episode. How the real answer is written is not known; this is how its neighbours write. */
export const createReviews =
  (world: () => KakaoWorld) =>
  ({ groups, query, day }: SimRequest): Answer => {
    const found = episodeNamed(world().byContentId, Number(groups[0]), day, ({ schedule }, no) => episodeOf(schedule, no));
    if (!found || world().contentIdOf(found.title) !== queryNumber(query, 'contentId', 0)) return notFound('EPISODE_NOT_FOUND');
    return { body: `{"data":{"episodeId":${groups[0]},"likeCount":${likesOn(found.title, found.episode, day)},"liked":false}}` };
  };
