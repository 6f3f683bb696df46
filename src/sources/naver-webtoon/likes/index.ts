import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { contentsPerCall, search } from './search.ts';

/** Likes of every episode. */
export const likes: Stream = {
  name: 'likes',
  title: 'Likes',
  kind: 'episode',
  target: { kind: 'episode' },
  batchSize: 500,
  endpoints: [search],
  cursor: positionCursor,
  read: readTargets((episodeIds) => ({ endpoint: search, params: { episodeIds } }), contentsPerCall),
};
