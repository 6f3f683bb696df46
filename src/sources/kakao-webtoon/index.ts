import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { comments } from './comments/index.ts';
import { episodes } from './episodes/index.ts';
import { likes } from './likes/index.ts';
import { series } from './series/index.ts';
import { lane, platform } from './shape.ts';
import { titles } from './titles/index.ts';

/**
 * Kakao Webtoon, and Kakao Page where its webtoons went. No key is needed. Both services share one lane, at the pace that others report as
 * harmless: 300 ms apart, three at once; faster bursts are answered 403.
 */
export const kakaoWebtoon: Source = defineSource({
  platform,
  title: 'Kakao Webtoon',
  zone: 'Asia/Seoul',
  hosts: ['gateway-kw.kakao.com', 'bff-page.kakao.com', 'webtoon.kakao.com', 'api2-page.kakao.com', 'webtoon.daum.net'],
  lanes: [{ name: lane, intervalMs: 300, concurrency: 3 }],
  streams: [titles, series, episodes, likes, comments],
  parserVersion: '1',
});
