import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { accountOf } from './account.ts';
import { settings } from './grant.ts';
import { profile } from './profile/index.ts';
import { lane, platform } from './shape.ts';
import { streams } from './streams/index.ts';
import { newestOnly, videos } from './videos/index.ts';

/**
 * Twitch, by Helix, its interface for programs. An application has 800 points a minute and most calls cost one, so they start 75 ms apart. Sixteen at
 * once, so that somebody waits for every slot also while others wait for slow answers and for their commits: a slot that passes unused is lost.
 */
export const twitch: Source = defineSource({
  platform,
  title: 'Twitch',
  zone: 'UTC',
  hosts: ['api.twitch.tv', 'id.twitch.tv'],
  lanes: [{ name: lane, intervalMs: 75, concurrency: 16 }],
  streams: [profile, videos, streams],
  settings,
  options: [{ name: newestOnly, title: 'Only the newest 100 videos of each channel', type: 'boolean', default: false }],
  accountOf,
  parserVersion: '1',
});
