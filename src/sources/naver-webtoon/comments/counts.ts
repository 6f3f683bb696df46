import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { activityCount, pagesPerCall } from './activity-count.ts';

/** The number of comments of every episode, without the comments. */
export const commentCounts: Stream = {
  name: 'comment-counts',
  title: 'Comment counts',
  kind: 'episode',
  target: { kind: 'episode' },
  batchSize: 500,
  endpoints: [activityCount],
  cursor: positionCursor,
  read: readTargets((episodeIds) => ({ endpoint: activityCount, params: { episodeIds } }), pagesPerCall),
};
