import type { Stream } from '../../contract.ts';
import { positionCursor } from '../../paging.ts';
import { readEachAt } from '../answer.ts';
import { onAir } from './station.ts';

/** What each streamer has on the air, and how many watch. */
export const live: Stream = {
  name: 'live',
  title: 'On the air',
  kind: 'channel',
  target: { kind: 'channel' },
  batchSize: 20,
  endpoints: onAir,
  cursor: positionCursor,
  read: readEachAt(onAir),
};
