import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { accountOf } from './account.ts';
import { keySetting } from './api.ts';
import { profile } from './profile/index.ts';
import { lane, platform } from './shape.ts';
import { videos } from './videos/index.ts';
import { maxVideos } from './videos/options.ts';

/**
 * YouTube, by its Data API. A project has 10,000 units a day, counted from midnight in California; every call here costs one. That quota is what
 * binds, so the pace is a gentle one.
 */
export const youtube: Source = defineSource({
  platform,
  title: 'YouTube',
  zone: 'UTC',
  hosts: ['www.googleapis.com'],
  lanes: [{ name: lane, intervalMs: 100, concurrency: 4, budget: { units: 10_000, zone: 'America/Los_Angeles' } }],
  streams: [profile, videos],
  settings: [keySetting],
  options: [maxVideos.option],
  accountOf,
  parserVersion: '1',
});
