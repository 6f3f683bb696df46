import type { Stream } from '../../contract.ts';
import { helixLimit } from '../helix.ts';
import { channels } from './channels.ts';
import { followers } from './followers.ts';
import { profileCursor, readProfiles } from './read.ts';
import { users } from './users.ts';

/** Who each channel is and how many follow it. Finds the channels behind names, and follows them when they are renamed. */
export const profile: Stream = {
  name: 'profile',
  title: 'Profiles',
  kind: 'channel',
  target: { kind: 'channel' },
  revisitBy: 'followers',
  batchSize: helixLimit,
  endpoints: [users, channels, followers],
  cursor: profileCursor,
  read: readProfiles,
};
