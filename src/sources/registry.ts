import { TidemarkError } from '../domain/index.ts';
import type { Endpoint, Source, Stream } from './contract.ts';
import { chzzk } from './chzzk/index.ts';
import { kakaoWebtoon } from './kakao-webtoon/index.ts';
import { naverShopping } from './naver-shopping/index.ts';
import { naverWebtoon } from './naver-webtoon/index.ts';
import { tiktok } from './tiktok/index.ts';
import { soop } from './soop/index.ts';
import { twitch } from './twitch/index.ts';
import { youtube } from './youtube/index.ts';

/** Every source this version ships. */
export const sources: readonly Source[] = [naverWebtoon, kakaoWebtoon, tiktok, twitch, youtube, soop, chzzk, naverShopping];

/** Finds a source by its platform name. Throws TDM_PLATFORM_UNKNOWN. */
export const sourceOf = (platform: string): Source => {
  const source = sources.find((candidate) => candidate.platform === platform);
  if (!source) throw new TidemarkError('TDM_PLATFORM_UNKNOWN', { platform, known: sources.map((each) => each.platform).join(', ') });
  return source;
};

/** Finds a stream by name. Throws TDM_STREAM_UNKNOWN. */
export const streamOf = (source: Source, name: string): Stream => {
  const stream = source.streams.find((candidate) => candidate.name === name);
  if (!stream)
    throw new TidemarkError('TDM_STREAM_UNKNOWN', {
      platform: source.platform,
      stream: name,
      known: source.streams.map((each) => each.name).join(', '),
    });
  return stream;
};

/** Finds an endpoint of a stream by name. Throws TDM_ENDPOINT_UNKNOWN. */
export const endpointOf = (source: Source, stream: Stream, name: string): Endpoint => {
  const endpoint = stream.endpoints.find((candidate) => candidate.name === name);
  if (!endpoint) {
    const known = stream.endpoints.map((each) => each.name).join(', ');
    throw new TidemarkError('TDM_ENDPOINT_UNKNOWN', { platform: source.platform, stream: stream.name, endpoint: name, known });
  }
  return endpoint;
};
