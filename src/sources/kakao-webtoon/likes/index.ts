import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { gatewayIsClosed } from '../gateway.ts';
import { partsOf, seriesNumberOf } from '../shape.ts';
import { review } from './review.ts';

/** Likes of the newest episodes: one request each, and the older ones hardly move. Kakao Page shows none, so only the gateway is asked. */
export const likes: Stream = {
  name: 'likes',
  title: 'Likes',
  kind: 'episode',
  target: { kind: 'episode', newest: 3 },
  batchSize: 60,
  endpoints: [review],
  cursor: positionCursor,
  read: readByWays([
    {
      ask: ([id]) => {
        const { seriesId, episode } = partsOf(id!);
        return { endpoint: review, params: { seriesId: seriesNumberOf(seriesId), episode } };
      },
      isClosed: gatewayIsClosed,
    },
  ]),
};
