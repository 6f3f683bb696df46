import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { gatewayIsClosed } from '../gateway.ts';
import { partsOf, seriesNumberOf } from '../shape.ts';
import { list } from './list.ts';

/** Pages of comments read for one episode in one run: 500 comments, the best liked ones. */
export const maxCommentPages = 5;

/** What readers write under the newest episodes of each series. Their names are hashed before anything is kept. */
export const comments: Stream = {
  name: 'comments',
  title: 'Comments',
  kind: 'comment',
  target: { kind: 'episode', newest: 3 },
  batchSize: 30,
  endpoints: [list],
  cursor: positionCursor,
  read: readByWays(
    [
      {
        ask: ([id], next) => {
          const { seriesId, episode } = partsOf(id!);
          return { endpoint: list, params: { seriesId: seriesNumberOf(seriesId), episode, offset: Number(next ?? 0) } };
        },
        isClosed: gatewayIsClosed,
      },
    ],
    { maxPages: maxCommentPages },
  ),
};
