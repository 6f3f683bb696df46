import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { gatewayIsClosed } from '../gateway.ts';
import { isPageId, seriesNumberOf } from '../shape.ts';
import { list } from './list.ts';
import { productList } from './product-list.ts';

/** Every episode of each series, asked of the service that numbered it. Finds the targets of the streams about episodes. */
export const episodes: Stream = {
  name: 'episodes',
  title: 'Episodes',
  kind: 'episode',
  target: { kind: 'series' },
  batchSize: 5,
  endpoints: [list, productList],
  cursor: positionCursor,
  read: readByWays([
    {
      reads: (id) => !isPageId(id),
      ask: ([id], next) => ({ endpoint: list, params: { seriesId: id!, offset: Number(next ?? 0) } }),
      isClosed: gatewayIsClosed,
    },
    {
      reads: isPageId,
      ask: ([id], next) => ({ endpoint: productList, params: { seriesId: seriesNumberOf(id!), cursor: Number(next ?? 0) } }),
    },
  ]),
};
