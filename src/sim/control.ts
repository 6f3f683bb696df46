import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import type { SimulatorState } from './simulator.ts';
import type { LogEntry, RequestLog } from './log.ts';
import type { SimPlatform } from './platform.ts';
import type { Robots, RobotsRule } from './robots.ts';
import { bytesOf } from './respond.ts';
import { jsonWire, queryNumber, queryValue } from './wire.ts';
import { dayNumber, dayText } from './calendar.ts';
import type { VirtualClock } from './calendar.ts';

/** What the control addresses work on. */
export interface Controls {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly robots: Robots;
  readonly log: RequestLog;
  readonly platforms: readonly SimPlatform[];
  state(): SimulatorState;
}

type Action = (controls: Controls, query: string, body: string) => unknown;

/** The addresses under /__sim, by method and path. Not logged and not subject to faults. */
const actions: Readonly<Record<string, Action>> = {
  'GET /__sim/state': (controls) => controls.state(),
  'POST /__sim/day': ({ clock }, _query, body) => {
    const wanted = JSON.parse(body) as { day?: unknown; advance?: unknown };
    if (typeof wanted.day === 'string') clock.set(wanted.day);
    else if (typeof wanted.advance === 'number') clock.advance(wanted.advance);
    else throw new TypeError('give {"day":"2026-11-21"} or {"advance":1}');
    return { day: dayText(clock.today()) };
  },
  'POST /__sim/faults': ({ faults }, _query, body) => {
    faults.add(parseFaults(JSON.parse(body)));
    return { faults: faults.states() };
  },
  'GET /__sim/faults': ({ faults }) => ({ faults: faults.states() }),
  'DELETE /__sim/faults': ({ faults }) => {
    faults.clear();
    return { faults: [] };
  },
  'POST /__sim/robots': ({ robots }, _query, body) => {
    const wanted = JSON.parse(body) as { host?: unknown; robots?: RobotsRule };
    if (typeof wanted.host !== 'string' || !(typeof wanted.robots === 'string' || wanted.robots === 404 || wanted.robots === 503))
      throw new TypeError('give {"host":"comic.naver.com","robots":"User-agent: *\\nDisallow: /"} or 404 or 503 in its place');
    robots.set(wanted.host, wanted.robots);
    return robots.all();
  },
  'GET /__sim/log': ({ log }, query) => {
    const host = queryValue(query, 'host');
    const endpoint = queryValue(query, 'endpoint');
    const entries: LogEntry[] = log.entries({
      since: queryNumber(query, 'since', 0),
      ...(host === null ? {} : { host }),
      ...(endpoint === null ? {} : { endpoint }),
    });
    return { timeOrigin: performance.timeOrigin, entries, counters: log.counters() };
  },
  'DELETE /__sim/log': ({ log }) => {
    log.reset();
    return log.counters();
  },
  'GET /__sim/watched': ({ platforms, clock }, query) => {
    const platform = platforms.find(({ name }) => name === queryValue(query, 'platform'));
    return { watched: platform?.watched?.().map((id) => ({ id, truth: platform.truth(id, clock.today()) })) ?? [] };
  },
  'GET /__sim/truth': ({ platforms, clock }, query) => {
    const name = queryValue(query, 'platform') ?? platforms[0]?.name;
    const day = queryValue(query, 'day');
    const truth = platforms
      .find((platform) => platform.name === name)
      ?.truth(queryValue(query, 'id') ?? '', day === null ? clock.today() : dayNumber(day));
    return { truth: truth ?? null };
  },
};

/** Answers a request under /__sim. A mistake in it is a 400 that says what was expected. */
export const control = (request: IncomingMessage, response: ServerResponse, controls: Controls): void => {
  const [path, query = ''] = request.url!.split('?', 2) as [string, string?];
  const pieces: Buffer[] = [];
  const reply = (status: number, value: unknown): void => {
    const bytes = bytesOf(jsonWire(value));
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', 'content-length': bytes.length });
    response.end(bytes);
  };
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const action = actions[`${request.method} ${path}`];
    if (!action) return reply(404, { error: 'no such control', known: Object.keys(actions) });
    try {
      reply(200, action(controls, query, Buffer.concat(pieces).toString('utf8')));
    } catch (error) {
      reply(400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
};
