import type { Answer, SimRequest } from '../platform.ts';
import { mix } from '../random.ts';
import { jsonWire, queryNumber, queryValue } from '../wire.ts';
import { commentLikes, isDeleted, isHidden, repliesOf, threadOf, writtenAt } from '../naver-webtoon/comment-thread.ts';
import type { Thread } from '../naver-webtoon/comment-thread.ts';
import { commentText, readerOf } from '../naver-webtoon/community-post.ts';
import { episodeOf } from '../naver-webtoon/schedule.ts';
import { episodeNamed, paginationWire } from './episodes.ts';
import { notFound } from './wire.ts';
import type { KakaoWorld } from './world.ts';

const maxLimit = 100;

/** The comments of one episode, the best liked first. How the real answer is written is not known; this is how its neighbours write. */
export const createComments =
  (world: () => KakaoWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    if (queryValue(query, 'relationType') !== 'EPISODE')
      return { status: 400, body: jsonWire({ errors: [{ errorCode: 'BAD_REQUEST', errorMessage: 'relationType' }] }) };
    const found = episodeNamed(world().byContentId, queryNumber(query, 'relationId', 0), day, ({ schedule }, no) =>
      episodeOf(schedule, no),
    );
    const thread = found ? threadOf(found.title, found.episode, day, found.visible) : null;
    if (!thread) return notFound('EPISODE_NOT_FOUND');
    const limit = Math.min(maxLimit, Math.max(1, queryNumber(query, 'limit', 30)));
    const offset = Math.max(0, queryNumber(query, 'offset', 0));
    const start = Math.max(0, offset - Math.floor(offset / limit) * shift);
    const numbers = byLikes(thread);
    const rows = numbers.slice(start, start + limit).map((number) => commentOf(thread, queryNumber(query, 'relationId', 0), number));
    return { body: `{"data":{"comments":${jsonWire(rows)}},"meta":${paginationWire(offset, limit, numbers.length)}}` };
  };

const byLikes = (thread: Thread): number[] => {
  const numbers: number[] = [];
  for (let number = thread.roots; number >= 1; number--) if (!isDeleted(number)) numbers.push(number);
  return numbers.sort((left, right) => commentLikes(thread, right) - commentLikes(thread, left) || right - left);
};

const commentOf = (thread: Thread, episodeId: number, number: number): object => {
  const hash = mix(thread.hash, number + 1_000_000);
  const reader = readerOf(hash);
  const likes = commentLikes(thread, number);
  return {
    id: episodeId * 100_000 + number,
    relationType: 'EPISODE',
    relationId: episodeId,
    userId: `kw${reader.number}`,
    userName: reader.name,
    content: commentText(hash),
    likeCount: likes,
    dislikeCount: Math.floor(likes / 30),
    childCount: repliesOf(thread, number),
    createdDateTime: new Date(writtenAt(thread, number)).toISOString(),
    best: likes > 100,
    spoiler: false,
    deleted: false,
    blind: isHidden(number),
  };
};
