import type { Stream } from '../../contract.ts';
import { positionCursor } from '../../paging.ts';
import { readEachAt } from '../answer.ts';
import { stations } from './station.ts';

/** Followers, views and description of each streamer. */
export const profile: Stream = {
  name: 'profile',
  title: 'Profiles',
  kind: 'channel',
  target: { kind: 'channel' },
  revisitBy: 'followers',
  batchSize: 20,
  endpoints: stations,
  cursor: positionCursor,
  read: readEachAt(stations),
};
