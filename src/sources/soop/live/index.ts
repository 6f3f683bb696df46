import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { onEachService, waysOver } from '../answer.ts';
import { idOf } from '../shape.ts';
import { onAirAt } from './station.ts';

const endpoints = onEachService(onAirAt);

/** What each streamer has on the air, and how many watch. */
export const live: Stream = {
  name: 'live',
  title: 'On the air',
  kind: 'channel',
  target: { kind: 'channel' },
  batchSize: 20,
  endpoints,
  cursor: positionCursor,
  read: readByWays(
    waysOver(endpoints).map(({ endpoint, ...way }) => ({ ...way, ask: ([id]) => ({ endpoint, params: { id: idOf(id!) } }) })),
  ),
};
