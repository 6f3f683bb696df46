import type { Answer, SimRequest } from '../platform.ts';
import { isBanned, isPrivate } from '../streamers/world.ts';
import type { Streamer } from '../streamers/world.ts';
import { jsonWire, toWire } from '../wire.ts';
import type { SoopWorld } from './world.ts';

/** What a client without a User-Agent gets. */
const page: Answer = {
  status: 404,
  type: 'text/html;charset=UTF-8',
  body: toWire(
    '<!doctype html><html lang="ko"><head><title>404 Not Found</title></head><body><h1>페이지를 찾을 수 없습니다.</h1></body></html>',
  ),
};

// How the service words these is not recorded anywhere we know of.
const unknown: Answer = { status: 404, body: jsonWire({ code: 9000, message: '존재하지 않는 방송국입니다.' }) };
const closed: Answer = { status: 403, body: jsonWire({ code: 9003, message: '비공개 방송국입니다.' }) };

/** Answers about a streamer who is there, and refuses the others the way the service does. */
export const aboutStreamer =
  (world: () => SoopWorld, answer: (streamer: Streamer, request: SimRequest) => Answer) =>
  (request: SimRequest): Answer => {
    if (!request.headers['user-agent']) return page;
    const streamer = world().byId(request.groups[0]!);
    if (!streamer || isBanned(streamer, request.day)) return unknown;
    return isPrivate(streamer, request.day) ? closed : answer(streamer, request);
  };
