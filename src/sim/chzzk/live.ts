import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { broadcastOn, categoryOf, isBanned, isPrivate, koreanTime } from '../streamers/world.ts';
import type { Broadcast, Streamer } from '../streamers/world.ts';
import { queryNumber } from '../wire.ts';
import { channelBeside, contentAnswer } from './answers.ts';
import type { ChzzkWorld } from './world.ts';

const detailOf = (streamer: Streamer, broadcast: Broadcast): object => {
  const category = categoryOf(streamer);
  return {
    liveId: broadcast.id,
    liveTitle: broadcast.title,
    liveImageUrl: broadcast.onAir ? `https://livecloud-thumb.akamaized.net/simulated/${broadcast.id}/image_{type}.jpg` : null,
    defaultThumbnailImageUrl: null,
    // Off the air the last number stands there still; whoever hides it shows 0.
    concurrentUserCount: streamer.hidden ? 0 : broadcast.viewers,
    cvExposure: !streamer.hidden,
    accumulateCount: 0,
    openDate: koreanTime(broadcast.startedAt),
    adult: streamer.adult,
    tags: [category.name],
    categoryType: category.type,
    liveCategory: category.code,
    liveCategoryValue: category.name,
    dropsCampaignNo: null,
    watchPartyNo: null,
    watchPartyTag: null,
    blindType: null,
  };
};

const pollingOf = (onAir: boolean): string =>
  JSON.stringify({
    status: onAir ? 'STARTED' : 'STOPPED',
    isPublishing: onAir,
    playableStatus: onAir ? 'PLAYABLE' : 'NOT_PLAYABLE',
    trafficThrottling: -1,
    callPeriodMilliSecond: 5_000,
  });

const playbackOf = (broadcast: Broadcast): string =>
  JSON.stringify({
    meta: { videoId: `SIM${broadcast.id}`, streamSeq: 1, liveId: String(broadcast.id), paidLive: false, p2p: false },
    serviceMeta: { contentType: 'VIDEO' },
    live: { start: koreanTime(broadcast.startedAt), open: koreanTime(broadcast.startedAt), timeMachine: true, status: 'STARTED' },
    api: [],
    media: [{ mediaId: 'HLS', protocol: 'HLS', path: `https://livecloud.akamaized.net/simulated/${broadcast.id}.m3u8` }],
  });

/** What is on the air, or was last; null of a channel that never was. */
export const detailAnswer = (streamer: Streamer, { day }: SimRequest): Answer => {
  if (streamer.bare) return contentAnswer(null);
  const broadcast = broadcastOn(streamer, day);
  return contentAnswer({
    ...detailOf(streamer, broadcast),
    status: broadcast.onAir ? 'OPEN' : 'CLOSE',
    closeDate: broadcast.endedAt === null ? null : koreanTime(broadcast.endedAt),
    chatChannelId: 'SIMCHT',
    chatActive: true,
    // Broadcasts for adults are played to those who have signed in.
    livePlaybackJson: broadcast.onAir && !streamer.adult ? playbackOf(broadcast) : null,
    livePollingStatusJson: pollingOf(broadcast.onAir),
    userAdultStatus: streamer.adult ? 'NOT_LOGIN_USER' : null,
    channel: channelBeside(streamer, day),
  });
};

/** The same for the player that polls: no start, and in the first version no channel. */
export const statusAnswer = (streamer: Streamer, { day }: SimRequest): Answer => {
  if (streamer.bare) return contentAnswer(null);
  const broadcast = broadcastOn(streamer, day);
  const category = categoryOf(streamer);
  return contentAnswer({
    liveTitle: broadcast.title,
    status: broadcast.onAir ? 'OPEN' : 'CLOSE',
    concurrentUserCount: streamer.hidden ? 0 : broadcast.viewers,
    accumulateCount: 0,
    paidPromotion: false,
    adult: streamer.adult,
    chatChannelId: 'SIMCHT',
    categoryType: category.type,
    liveCategory: category.code,
    liveCategoryValue: category.name,
    livePollingStatusJson: pollingOf(broadcast.onAir),
    faultStatus: null,
    ...(streamer.hidden ? { cvExposure: false } : {}),
  });
};

/** Everything that is on the air, the most watched first; a page goes on after the number and the broadcast the last one ended with. */
export const createLives =
  (world: () => ChzzkWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const size = Math.min(50, Math.max(1, queryNumber(query, 'size', 20)));
    const all = onAirOn(world(), day);
    const after = queryNumber(query, 'liveId', 0);
    const start = after === 0 ? 0 : all.findIndex(({ broadcast }) => broadcast.id === after) + 1;
    const rows = all.slice(start, start + size);
    const last = rows.at(-1);
    const goesOn = start + size < all.length && last !== undefined;
    return contentAnswer({
      size,
      page: goesOn ? { next: { concurrentUserCount: last.broadcast.viewers, liveId: last.broadcast.id } } : { next: null },
      data: rows.map(({ streamer, broadcast }) => ({
        ...detailOf(streamer, broadcast),
        watchPartyPaidProductId: null,
        paidProductId: null,
        channel: channelBeside(streamer, day),
        tvAppViewingPolicyType: 'ANY',
        party: null,
      })),
    });
  };

const onAirOn = (world: ChzzkWorld, day: DayNumber): { streamer: Streamer; broadcast: Broadcast }[] =>
  world.streamers
    .filter((streamer) => !isBanned(streamer, day) && !isPrivate(streamer, day))
    .map((streamer) => ({ streamer, broadcast: broadcastOn(streamer, day) }))
    .filter(({ broadcast }) => broadcast.onAir)
    .sort((left, right) => right.broadcast.viewers - left.broadcast.viewers || right.broadcast.id - left.broadcast.id);
