import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { live } from './live/index.ts';
import { profile } from './profile/index.ts';
import { openKeys } from './profile/open-channels.ts';
import { accountOf, lane, openLane, platform } from './shape.ts';
import { maxVideos, videos } from './videos/index.ts';

/**
 * Chzzk. Everything is open to whoever sends a User-Agent, which ours always does; with the key of a registered application the profiles come
 * from the official interface. Neither side states a pace, so both lanes keep to two requests a second.
 */
export const chzzk: Source = defineSource({
  platform,
  title: 'Chzzk',
  zone: 'Asia/Seoul',
  hosts: ['api.chzzk.naver.com', 'openapi.chzzk.naver.com'],
  lanes: [
    { name: lane, intervalMs: 500, concurrency: 2 },
    { name: openLane, intervalMs: 500, concurrency: 1 },
  ],
  streams: [profile, videos, live],
  settings: [
    {
      name: openKeys[0],
      title: 'Client ID of the application (developers.chzzk.naver.com)',
      kind: 'text',
      simulated: 'simulated-chzzk-id',
    },
    { name: openKeys[1], title: 'Client Secret of the application', kind: 'secret', simulated: 'simulated-chzzk-secret' },
  ],
  options: [maxVideos.option],
  accountOf,
  parserVersion: '1',
});
