import type { Json } from '../../../domain/index.ts';
import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { cbox } from './cbox.ts';
import { posts } from './posts.ts';
import { replies } from './replies.ts';

/** Pages of comments read for one episode in one run: 500 comments. Newer ones come first, and older ones were read by earlier runs. */
export const maxCommentPages = 5;

const cursorOf = (next: Json): string | undefined => {
  const cursor = next !== null && typeof next === 'object' && 'cursor' in next ? next.cursor : undefined;
  return typeof cursor === 'string' ? cursor : undefined;
};

/** What readers write under the newest episodes of each series, with its likes. Their names are hashed before anything is kept. */
export const comments: Stream = {
  name: 'comments',
  title: 'Comments',
  kind: 'comment',
  target: { kind: 'episode', newest: 3 },
  batchSize: 30,
  endpoints: [posts, replies, cbox],
  cursor: positionCursor,
  read: readTargets(
    ([episodeId], next) => {
      const cursor = cursorOf(next);
      return { endpoint: posts, params: { episodeId: episodeId!, ...(cursor === undefined ? {} : { cursor }) } };
    },
    1,
    maxCommentPages,
  ),
};
