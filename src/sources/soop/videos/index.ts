import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { onEachService, waysOver } from '../answer.ts';
import { idOf } from '../shape.ts';
import { reviewAt, videosPerPage } from './review.ts';

const endpoints = onEachService(reviewAt);

export const maxVideos = {
  name: 'maxVideosPerChannel',
  title: 'Newest videos read of each channel',
  type: 'number',
  default: 200,
  min: 1,
  max: 100_000,
} as const;

/** The newest recorded broadcasts of each streamer. */
export const videos: Stream = {
  name: 'videos',
  title: 'Videos',
  kind: 'post',
  target: { kind: 'channel' },
  batchSize: 5,
  endpoints,
  cursor: positionCursor,
  read: readByWays(
    waysOver(endpoints).map(({ endpoint, ...way }) => ({
      ...way,
      ask: ([id], next) => ({ endpoint, params: { id: idOf(id!), page: Number(next ?? 1) } }),
    })),
    { maxPages: (options) => Math.ceil(Number(options[maxVideos.name] ?? maxVideos.default) / videosPerPage) },
  ),
};
