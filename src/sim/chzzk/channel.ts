import type { Answer, SimRequest } from '../platform.ts';
import { broadcastOn, followersOn, isBanned, nameOn } from '../streamers/world.ts';
import type { Streamer } from '../streamers/world.ts';
import { queryValues } from '../wire.ts';
import { channelBeside, contentAnswer, errorAnswer, pictureOf } from './answers.ts';
import { channelIdOf } from './world.ts';
import type { ChzzkWorld } from './world.ts';

/** A channel that is not there is answered with 200 and a name that says so. */
export const unknownChannel: Answer = contentAnswer({
  channelId: null,
  channelName: '(알 수 없음)',
  channelImageUrl: null,
  verifiedMark: false,
  channelType: 'STREAMING',
  channelDescription: null,
  followerCount: 0,
  openLive: false,
});

export const channelAnswer = (streamer: Streamer, { day }: SimRequest): Answer =>
  contentAnswer({
    channelId: channelIdOf(streamer),
    channelName: nameOn(streamer, day),
    channelImageUrl: pictureOf(streamer),
    verifiedMark: streamer.verified,
    channelType: 'STREAMING',
    channelDescription: streamer.bare ? '' : streamer.description,
    followerCount: followersOn(streamer, day),
    openLive: broadcastOn(streamer, day).onAir,
    subscriptionAvailability: streamer.verified,
    subscriptionPaymentAvailability: { iapAvailability: streamer.verified, iabAvailability: streamer.verified },
    adMonetizationAvailability: streamer.verified,
    activatedChannelBadgeIds: [],
    paidProductSaleAllowed: false,
  });

/** What stands in for the key of an application. */
export const simulatedKey = { id: 'simulated-chzzk-id', secret: 'simulated-chzzk-secret' } as const;

const maxIds = 20;

/** The official interface: at most 20 ids a call, those that are not there left out. Private channels are there by name. */
export const createOpenChannels =
  (world: () => ChzzkWorld) =>
  ({ headers, query, day }: SimRequest): Answer => {
    if (headers['client-id'] !== simulatedKey.id || headers['client-secret'] !== simulatedKey.secret)
      return errorAnswer(401, 'INVALID_CLIENT');
    const ids = queryValues(query, 'channelIds').flatMap((text) => text.split(','));
    if (ids.length === 0 || ids.length > maxIds || ids.some((id) => !/^[0-9a-f]{32}$/i.test(id)))
      return errorAnswer(400, '잘못된 요청입니다.');
    const found = ids.flatMap((id) => world().byId(id) ?? []).filter((streamer) => !isBanned(streamer, day));
    return contentAnswer({
      data: found.map((streamer) => ({ ...channelBeside(streamer, day), followerCount: followersOn(streamer, day) })),
    });
  };
