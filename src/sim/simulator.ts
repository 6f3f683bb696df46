import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVirtualClock, dayNumber, dayText } from './calendar.ts';
import type { VirtualClock } from './calendar.ts';
import { control } from './control.ts';
import { playFault } from './fault-effects.ts';
import { createFaults } from './faults.ts';
import type { Faults, FaultState } from './faults.ts';
import { createRequestLog } from './log.ts';
import type { RequestLog } from './log.ts';
import { createChzzk } from './chzzk/index.ts';
import type { Chzzk } from './chzzk/index.ts';
import { createKakaoWebtoon } from './kakao-webtoon/index.ts';
import type { KakaoWebtoon } from './kakao-webtoon/index.ts';
import { createNaverShopping } from './naver-shopping/index.ts';
import type { NaverShopping } from './naver-shopping/index.ts';
import { createNaverWebtoon } from './naver-webtoon/index.ts';
import type { NaverWebtoon } from './naver-webtoon/index.ts';
import { createTiktok } from './tiktok/index.ts';
import type { Tiktok } from './tiktok/index.ts';
import { createSoop } from './soop/index.ts';
import type { Soop } from './soop/index.ts';
import { defaultOptions } from './options.ts';
import type { SimulatorOptions } from './options.ts';
import type { Answer, SimPlatform } from './platform.ts';
import { mix, unit } from './random.ts';
import { send } from './respond.ts';
import { createRobots } from './robots.ts';
import type { Robots } from './robots.ts';
import { createRouter } from './router.ts';
import type { Route } from './router.ts';
import { createTwitch } from './twitch/index.ts';
import type { Twitch } from './twitch/index.ts';
import { jsonWire } from './wire.ts';
import { createYoutube } from './youtube/index.ts';
import type { Youtube } from './youtube/index.ts';

/** The state of a simulator, as `GET /__sim/state` tells it. */
export interface SimulatorState {
  readonly day: string;
  readonly clock: 'virtual' | 'real';
  readonly seed: number;
  readonly hosts: readonly string[];
  /** Names that faults and counters use. */
  readonly endpoints: readonly string[];
  readonly platforms: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly faults: readonly FaultState[];
  readonly robots: Readonly<Record<string, string | number>>;
  readonly counters: ReturnType<RequestLog['counters']>;
  readonly memoryMb: number;
}

/** A running simulator. `await using` closes it. */
export interface Simulator extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:PORT`; an address https://HOST/PATH is played at `${url}/HOST/PATH`. */
  readonly url: string;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly robots: Robots;
  readonly log: RequestLog;
  readonly naverWebtoon: NaverWebtoon;
  readonly kakaoWebtoon: KakaoWebtoon;
  readonly tiktok: Tiktok;
  readonly naverShopping: NaverShopping;
  readonly twitch: Twitch;
  readonly soop: Soop;
  readonly chzzk: Chzzk;
  readonly youtube: Youtube;
  state(): SimulatorState;
  /**
   * What is true of every account and offer on so many days from the base day on, one line of JSON each: `{platform, id, day, truth}`. For tests and
   * whoever wants to know whether growth was told rightly.
   */
  truthLines(days: number): Generator<string>;
  /** Stops listening and cuts every connection, hanging ones included. */
  close(): Promise<void>;
}

const noHost: Answer = { status: 404, body: jsonWire({ error: 'nobody plays this host', form: '/HOST/PATH?QUERY' }) };
const noPath: Answer = { status: 404, type: 'text/html;charset=UTF-8', body: '<!doctype html><title>404</title>' };

/** A mistake in a page must show as a failed request, not take down the worlds of every other test. */
const guarded = (request: IncomingMessage, response: ServerResponse, act: () => void): void => {
  try {
    act();
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send(request, response, { status: 500, body: jsonWire({ error: text }) }, false);
  }
};

/**
 * Starts the simulated platforms on 127.0.0.1.
 *
 * @throws the plain `EADDRINUSE` error when the port is taken, and RangeError or TypeError for options that make no sense.
 */
export const createSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const given = { ...defaultOptions, ...options };
  const clock = createVirtualClock(given.day ?? given.baseDay, given.clock);
  const naverWebtoon = createNaverWebtoon(given);
  const kakaoWebtoon = createKakaoWebtoon(given);
  const tiktok = createTiktok(given);
  const naverShopping = createNaverShopping(given);
  const twitch = createTwitch(given);
  const soop = createSoop(given);
  const chzzk = createChzzk(given);
  const youtube = createYoutube(given);
  const platforms: readonly SimPlatform[] = [naverWebtoon, kakaoWebtoon, naverShopping, twitch, tiktok, soop, chzzk, youtube];
  const endpoints = platforms.flatMap((platform) => platform.endpoints.map(({ name }) => name));
  const faults = createFaults(['robots.txt', 'unknown', ...endpoints], given.faults);
  const robots = createRobots(given.robots);
  const log = createRequestLog(given.logLimit, () => performance.now());
  const router = createRouter(platforms);

  function* truthLines(days: number): Generator<string> {
    const base = dayNumber(given.baseDay);
    for (const platform of platforms)
      for (const id of platform.watched?.() ?? [])
        for (let day = base; day < base + days; day++)
          yield `${JSON.stringify({ platform: platform.name, id, day: dayText(day), truth: platform.truth(id, day) })}\n`;
  }

  const state = (): SimulatorState => ({
    day: dayText(clock.today()),
    clock: clock.mode,
    seed: given.seed,
    hosts: router.hosts,
    endpoints,
    platforms: Object.fromEntries(platforms.map((platform) => [platform.name, platform.summary(clock.today())])),
    faults: faults.states(),
    robots: robots.all(),
    counters: log.counters(),
    memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
  });

  const robotsRoute = (host: string): Route => ({
    host,
    path: '/robots.txt',
    groups: [],
    endpoint: { name: 'robots.txt', hosts: router.hosts, path: '/robots.txt', answer: () => robots.answer(host) },
  });

  const play = (request: IncomingMessage, response: ServerResponse): void => {
    const url = request.url!;
    if (url.startsWith('/__sim/')) return control(request, response, { clock, faults, robots, log, platforms, state });
    const mark = url.indexOf('?');
    const found = router.find(mark < 0 ? url.slice(1) : url.slice(1, mark));
    if (found === null) return send(request, response, noHost, false);
    const route = found.endpoint === null && found.path === '/robots.txt' ? robotsRoute(found.host) : found;
    const name = route.endpoint?.name ?? 'unknown';
    const entry = log.begin(route.host, name, url);
    response.once('close', () => {
      entry.status = response.headersSent ? response.statusCode : 0;
      log.end(entry);
    });

    const act = (body: string): void => {
      const rule = faults.take(name, route.host, url);
      const normal = (): Answer =>
        route.endpoint === null
          ? noPath
          : route.endpoint.answer({
              method: request.method!,
              host: route.host,
              path: route.path,
              query: mark < 0 ? '' : url.slice(mark + 1),
              headers: request.headers,
              body,
              day: clock.today(),
              shift: rule?.fault === 'shifting' ? (rule.rows ?? 1) : 0,
              groups: route.groups,
            });
      if (rule === null) return send(request, response, normal(), given.compress);
      entry.fault = rule.fault;
      playFault(rule, { request, response, compress: given.compress, now: Date.now, normal });
    };

    const waitMs = given.latencyMs + (given.jitterMs > 0 ? (unit(mix(given.seed, entry.sequence)) * 2 - 1) * given.jitterMs : 0);
    const begin = (body: string): void => {
      if (waitMs <= 0) return act(body);
      const timer = setTimeout(() => act(body), waitMs);
      response.once('close', () => clearTimeout(timer));
    };
    if (request.method !== 'POST') return begin('');
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => guarded(request, response, () => begin(Buffer.concat(pieces).toString('latin1'))));
  };

  const server = createServer({ keepAlive: true, keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) =>
    guarded(request, response, () => play(request, response)),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: given.port, host: '127.0.0.1', backlog: 1024 }, resolve);
  });
  const { port } = server.address() as AddressInfo;

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    clock,
    faults,
    robots,
    log,
    naverWebtoon,
    kakaoWebtoon,
    tiktok,
    naverShopping,
    twitch,
    soop,
    chzzk,
    youtube,
    state,
    truthLines,
    close,
    [Symbol.asyncDispose]: close,
  };
};
