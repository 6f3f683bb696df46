import type { Stream } from '../../contract.ts';
import { byHandle } from '../profile/by-handle.ts';
import { byUserName } from '../profile/by-user-name.ts';
import { details } from './details.ts';
import { readVideos, videosCursor } from './read.ts';
import { uploads } from './uploads.ts';

/** The newest videos of each channel with their figures. */
export const videos: Stream = {
  name: 'videos',
  title: 'Videos',
  kind: 'post',
  target: { kind: 'channel', carries: ['uploads'] },
  batchSize: 20,
  endpoints: [uploads, details, byHandle, byUserName],
  cursor: videosCursor,
  read: readVideos,
};
