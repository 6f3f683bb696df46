import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { isBanned, isPrivate, nameOn } from '../streamers/world.ts';
import type { Streamer } from '../streamers/world.ts';
import { jsonWire } from '../wire.ts';
import { channelIdOf } from './world.ts';
import type { ChzzkWorld } from './world.ts';

/** What every answer stands in. */
export const contentAnswer = (content: unknown): Answer => ({ body: jsonWire({ code: 200, message: null, content }) });

/** A refusal: its code is also the status. */
export const errorAnswer = (code: number, message: string): Answer => ({ status: code, body: jsonWire({ code, message }) });

/** Answers about a channel that is there. `unknown`: what the address says of one that is not. */
export const aboutChannel =
  (world: () => ChzzkWorld, unknown: Answer, answer: (streamer: Streamer, request: SimRequest) => Answer) =>
  (request: SimRequest): Answer => {
    if (!request.headers['user-agent']) return errorAnswer(403, 'Forbidden');
    const streamer = world().byId(request.groups[0]!);
    if (!streamer || isBanned(streamer, request.day)) return unknown;
    // How the service words this is not recorded anywhere we know of.
    return isPrivate(streamer, request.day) ? errorAnswer(403, '비공개 채널입니다.') : answer(streamer, request);
  };

export const pictureOf = (streamer: Streamer): string =>
  streamer.bare ? '' : `https://nng-phinf.pstatic.net/simulated/${channelIdOf(streamer)}.png`;

/** A channel as it stands beside its broadcasts and videos. */
export const channelBeside = (streamer: Streamer, day: DayNumber): object => ({
  channelId: channelIdOf(streamer),
  channelName: nameOn(streamer, day),
  channelImageUrl: pictureOf(streamer),
  verifiedMark: streamer.verified,
});
