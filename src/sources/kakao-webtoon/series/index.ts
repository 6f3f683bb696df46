import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { gatewayIsClosed } from '../gateway.ts';
import { isPageId, seriesNumberOf } from '../shape.ts';
import { content, profileNext } from './content.ts';
import { profile } from './profile.ts';
import { seriesItem } from './series-item.ts';

/** What is known about each series: people, tags, days, age and statistics. Each is asked of the service that numbered it. */
export const series: Stream = {
  name: 'series',
  title: 'Series',
  kind: 'series',
  target: { kind: 'series' },
  revisitBy: 'views',
  batchSize: 10,
  endpoints: [content, profile, seriesItem],
  cursor: positionCursor,
  read: readByWays([
    {
      reads: (id) => !isPageId(id),
      ask: ([id], next) => ({ endpoint: next === profileNext ? profile : content, params: { seriesId: id! } }),
      isClosed: gatewayIsClosed,
    },
    { reads: isPageId, ask: ([id]) => ({ endpoint: seriesItem, params: { seriesId: seriesNumberOf(id!) } }) },
  ]),
};
