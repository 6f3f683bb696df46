import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { onEachService, waysOver } from '../answer.ts';
import { idOf } from '../shape.ts';
import { stationAt } from './station.ts';

const endpoints = onEachService(stationAt);

/** Followers, views and description of each streamer. */
export const profile: Stream = {
  name: 'profile',
  title: 'Profiles',
  kind: 'channel',
  target: { kind: 'channel' },
  batchSize: 20,
  endpoints,
  cursor: positionCursor,
  read: readByWays(
    waysOver(endpoints).map(({ endpoint, ...way }) => ({ ...way, ask: ([id]) => ({ endpoint, params: { id: idOf(id!) } }) })),
  ),
};
