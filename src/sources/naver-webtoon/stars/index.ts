import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { partsOf } from '../shape.ts';
import { userActionEndpoint } from './user-action.ts';

/** Stars with the number of votes. One request an episode, so only the newest are asked: they are the ones still being rated. */
export const stars: Stream = {
  name: 'stars',
  title: 'Stars and votes',
  kind: 'episode',
  target: { kind: 'episode', newest: 3 },
  batchSize: 60,
  endpoints: [userActionEndpoint],
  cursor: positionCursor,
  read: readTargets(([episodeId]) => ({ endpoint: userActionEndpoint, params: { ...partsOf(episodeId!) } })),
};
