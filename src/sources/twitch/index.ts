import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { accountOf } from './account.ts';
import { settings } from './grant.ts';
import { profile } from './profile/index.ts';
import { lane, platform } from './shape.ts';
import { streams } from './streams/index.ts';
import { newestOnly, videos } from './videos/index.ts';

/**
 * Twitch, by Helix, its interface for programs. An application has a bucket of 800 points that fills within a minute, and most calls cost one. What an
 * answer says is left in it sets the pace; on its own the lane is a little quicker than the 75 ms of an even spread, so that what a busy machine
 * misses is made up for, and settles with about half of the bucket in reserve. Sixteen at once, so that somebody waits for every slot also
 * while others wait for slow answers and for their commits.
 */
export const twitch: Source = defineSource({
  platform,
  title: 'Twitch',
  zone: 'UTC',
  hosts: ['api.twitch.tv', 'id.twitch.tv'],
  lanes: [{ name: lane, intervalMs: 66, concurrency: 16 }],
  streams: [profile, videos, streams],
  settings,
  options: [{ name: newestOnly, title: 'Only the newest 100 videos of each channel', type: 'boolean', default: false }],
  accountOf,
  parserVersion: '1',
});
