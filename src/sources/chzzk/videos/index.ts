import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { list, videosPerPage } from './list.ts';

export const maxVideos = {
  name: 'maxVideosPerChannel',
  title: 'Newest videos read of each channel',
  type: 'number',
  default: 240,
  min: 1,
  max: 100_000,
} as const;

/** The newest videos of each channel. */
export const videos: Stream = {
  name: 'videos',
  title: 'Videos',
  kind: 'post',
  target: { kind: 'channel' },
  batchSize: 5,
  endpoints: [list],
  cursor: positionCursor,
  read: readTargets(
    ([id], next) => ({ endpoint: list, params: { id: id!, page: Number(next ?? 0) } }),
    1,
    (options) => Math.ceil(Number(options[maxVideos.name] ?? maxVideos.default) / videosPerPage),
  ),
};
