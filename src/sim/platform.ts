import type { IncomingHttpHeaders } from 'node:http';
import type { DayNumber } from './calendar.ts';

/** A request as an endpoint sees it. */
export interface SimRequest {
  readonly method: string;
  readonly host: string;
  /** The path on the host, from its first slash, undecoded. */
  readonly path: string;
  /** What follows the question mark, undecoded; empty when there is none. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** What was posted, one character a byte; empty for everything else. */
  readonly body: string;
  readonly day: DayNumber;
  /** Rows by which every page after the first has moved since the one before (the fault `shifting`); 0 normally. */
  readonly shift: number;
  /** The groups of an endpoint whose path is a pattern. */
  readonly groups: readonly string[];
}

/** What an endpoint answers. */
export interface Answer {
  /** 200 when absent. */
  readonly status?: number;
  /** `application/json;charset=UTF-8` when absent. */
  readonly type?: string;
  /** A wire string (see wire.ts) or bytes. */
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One address of a simulated platform. */
export interface SimEndpoint {
  /** What faults and counters call it, such as `article/list`. */
  readonly name: string;
  readonly hosts: readonly string[];
  /** An exact path, or a pattern over the whole path. */
  readonly path: string | RegExp;
  answer(request: SimRequest): Answer;
}

/** A simulated platform: hosts, endpoints and what is true in its world. A new one is a folder that makes one of these. */
export interface SimPlatform {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly endpoints: readonly SimEndpoint[];
  /** How much there is on a day, for people and for the state endpoint. */
  summary(day: DayNumber): Readonly<Record<string, number>>;
  /** What is true of one of its things on a day, beyond what its pages tell; null when there is no such thing. */
  truth(id: string, day: DayNumber): object | null;
  /** Ids of what one would watch there: accounts, offers. None where everything is listed. */
  watched?(): readonly string[];
}
