import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { accountOf } from './account.ts';
import { settings } from './call.ts';
import { comments } from './comments/index.ts';
import { followers } from './followers/index.ts';
import { hashtags } from './hashtags/index.ts';
import { options } from './options.ts';
import { postDetails } from './post-details/index.ts';
import { posts } from './posts/index.ts';
import { profile } from './profile/index.ts';
import { lanes, platform } from './shape.ts';
import { topic } from './topic/index.ts';
import { trending } from './trending/index.ts';

/**
 * TikTok. Its own interface answers only to signed calls out of a browser, and a wrong signature with nothing at all. So it is asked through a
 * provider who relays it, and by the data in its pages, which suffices for profiles and single posts. The pages have a slow lane: a page
 * every two seconds, one at a time. The provider's is a guess, to be set to what was bought.
 */
export const tiktok: Source = defineSource({
  platform,
  title: 'TikTok',
  zone: 'UTC',
  hosts: ['www.tiktok.com', 'm.tiktok.com'],
  lanes: [
    { name: lanes.api, intervalMs: 200, concurrency: 5 },
    { name: lanes.site, intervalMs: 2000, concurrency: 1, intervalOption: 'scrapingDelayMs' },
  ],
  streams: [profile, posts, trending, topic, comments, followers, postDetails, hashtags],
  settings,
  options,
  attemptsOption: 'maxRetryAttempts',
  accountOf,
  parserVersion: '1',
});
