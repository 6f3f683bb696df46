/**
 * The simulated platforms: one server on 127.0.0.1 that plays many hosts by path prefix, in the wire shapes of the real ones, from a
 * deterministic world with a virtual day. Only tests, benchmarks and the demo start it.
 *
 * An address `https://HOST/PATH?QUERY` is played at `http://127.0.0.1:PORT/HOST/PATH?QUERY`.
 */
export { createSimulator } from './simulator.ts';
export type { Simulator, SimulatorState } from './simulator.ts';
export { runSimulator } from './main.ts';
export { defaultOptions } from './options.ts';
export type { SimulatorOptions } from './options.ts';
export { faultNames, parseFaults } from './faults.ts';
export type { FaultName, FaultRule, FaultState } from './faults.ts';
export type { RobotsRule } from './robots.ts';
export type { HostCounter, LogEntry } from './log.ts';
export { castNames } from './naver-webtoon/index.ts';
export { offerParts } from './naver-shopping/product.ts';
export type { NaverShopping, OfferPart, OfferTruth } from './naver-shopping/index.ts';
export type { KakaoWebtoon } from './kakao-webtoon/index.ts';
export { castNames as youtubeParts } from './youtube/cast.ts';
export type { CastName as YoutubePart } from './youtube/cast.ts';
export type { Youtube } from './youtube/index.ts';
export { twitchParts } from './twitch/index.ts';
export type { ChannelTruth, Twitch, TwitchPart } from './twitch/index.ts';
export type { CastName, EpisodeTruth, GrowthKind, NaverWebtoon, TitleTruth } from './naver-webtoon/index.ts';
export { tiktokParts } from './tiktok/index.ts';
export type { CreatorTruth, PostTruth, Tiktok, TiktokPart } from './tiktok/index.ts';
