import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { channel } from './channel.ts';
import { channelsPerCall, openChannels } from './open-channels.ts';

/** Followers, name and description of each channel: by the official interface where the operator has its key, else as the site asks. */
export const profile: Stream = {
  name: 'profile',
  title: 'Profiles',
  kind: 'channel',
  target: { kind: 'channel' },
  revisitBy: 'followers',
  batchSize: channelsPerCall,
  endpoints: [openChannels, channel],
  cursor: positionCursor,
  read: readByWays([
    { by: openChannels, perRequest: channelsPerCall, ask: (ids) => ({ endpoint: openChannels, params: { ids } }) },
    { ask: ([id]) => ({ endpoint: channel, params: { id: id! } }) },
  ]),
};
