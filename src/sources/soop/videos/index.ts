import type { Stream } from '../../contract.ts';
import { newestVideos } from '../../newest-videos.ts';
import { positionCursor } from '../../paging.ts';
import { readEachAt } from '../answer.ts';
import { reviews, videosPerPage } from './review.ts';

export const maxVideos = newestVideos(200);

/** The newest recorded broadcasts of each streamer. */
export const videos: Stream = {
  name: 'videos',
  title: 'Videos',
  kind: 'post',
  target: { kind: 'channel' },
  batchSize: 5,
  endpoints: reviews,
  cursor: positionCursor,
  read: readEachAt(reviews, { maxPages: maxVideos.pages(videosPerPage) }),
};
