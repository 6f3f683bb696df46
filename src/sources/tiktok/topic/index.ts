import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { videoList } from './video-list.ts';

/** Pages of a topic a run; what comes after is older and seldom new. */
export const maxTopicPages = 10;

export const topic: Stream = {
  ...{ name: 'topic', title: 'Posts of watched topics, by the number of their label', kind: 'post' },
  target: { kind: 'topic' },
  batchSize: 1,
  endpoints: [videoList],
  cursor: positionCursor,
  read: readTargets(
    ([label], next) => ({ endpoint: videoList, params: { label: label!, count: 30, cursor: (next as string | number | null) ?? '0' } }),
    1,
    maxTopicPages,
  ),
};
