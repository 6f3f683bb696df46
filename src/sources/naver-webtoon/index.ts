import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { comments } from './comments/index.ts';
import { commentCounts } from './comments/counts.ts';
import { episodes } from './episodes/index.ts';
import { likes } from './likes/index.ts';
import { series } from './series/index.ts';
import { lane, platform } from './shape.ts';
import { stars } from './stars/index.ts';
import { titles } from './titles/index.ts';

/**
 * Naver Webtoon. No key is needed; adult titles are shown to signed-in readers only. All hosts share one lane, at the pace that others
 * report as harmless: 150 ms apart, four at once.
 */
export const naverWebtoon: Source = defineSource({
  platform,
  title: 'Naver Webtoon',
  zone: 'Asia/Seoul',
  hosts: ['comic.naver.com', 'm.comic.naver.com', 'route-like.naver.com', 'apis.naver.com'],
  lanes: [{ name: lane, intervalMs: 150, concurrency: 4 }],
  streams: [titles, series, episodes, likes, commentCounts, stars, comments],
  parserVersion: '1',
});
