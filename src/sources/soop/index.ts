import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { live } from './live/index.ts';
import { profile } from './profile/index.ts';
import { accountOf, lane, platform, services } from './shape.ts';
import { maxVideos, videos } from './videos/index.ts';

/**
 * SOOP, AfreecaTV until 2024. No key is needed, but a User-Agent is: ours goes along with everything. The service answers at three hosts, one
 * after the other; all share one lane, at half the pace others report (300 ms, one after another) or less.
 */
export const soop: Source = defineSource({
  platform,
  title: 'SOOP',
  zone: 'Asia/Seoul',
  hosts: Object.values(services).map(({ host }) => host),
  lanes: [{ name: lane, intervalMs: 600, concurrency: 2 }],
  streams: [profile, videos, live],
  options: [maxVideos.option],
  accountOf,
  parserVersion: '1',
});
