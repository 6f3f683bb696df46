import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { liveDetail } from './live-detail.ts';
import { liveStatus } from './live-status.ts';
import { lives } from './lives.ts';

/** What each channel has on the air, and how many watch. */
export const live: Stream = {
  name: 'live',
  title: 'On the air',
  kind: 'channel',
  target: { kind: 'channel' },
  batchSize: 20,
  endpoints: [liveDetail, liveStatus, lives],
  cursor: positionCursor,
  read: readByWays([
    { ask: ([id]) => ({ endpoint: liveDetail, params: { id: id! } }) },
    { ask: ([id]) => ({ endpoint: liveStatus, params: { id: id! } }) },
  ]),
};
