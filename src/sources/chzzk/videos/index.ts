import type { Stream } from '../../contract.ts';
import { newestVideos } from '../../newest-videos.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { list, videosPerPage } from './list.ts';

export const maxVideos = newestVideos(240);

/** The newest videos of each channel. */
export const videos: Stream = {
  name: 'videos',
  title: 'Videos',
  kind: 'post',
  target: { kind: 'channel' },
  batchSize: 5,
  endpoints: [list],
  cursor: positionCursor,
  read: readTargets(([id], next) => ({ endpoint: list, params: { id: id!, page: Number(next ?? 0) } }), 1, maxVideos.pages(videosPerPage)),
};
