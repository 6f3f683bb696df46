import { z } from 'zod';
import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import type { Endpoint, Params } from '../contract.ts';
import { payloadParser } from '../decode.ts';
import { wireText } from '../fields.ts';
import { nothing } from '../misfit.ts';
import { readByWays } from '../paging.ts';
import type { ReadLimits } from '../paging.ts';
import { idOf, lane, services } from './shape.ts';
import type { Service } from './shape.ts';

/** What the pages of the site send along. */
export const siteHeaders = { 'Accept-Language': 'ko', Referer: 'https://www.sooplive.co.kr/' } as const;

export const addressOf = ({ host }: Service, path: string): string => `https://${host}/api/${path}`;

const errorBody = z.object({ code: z.union([z.int(), z.string()]).nullish(), message: z.string().min(1), error: wireText });

/** Words of a refusal, and what they mean. The codes beside them are not documented anywhere we know of; the words are plain. */
const meanings: readonly (readonly [RegExp, Outcome])[] = [
  [/비공개|private/i, 'private'],
  [/로그인|성인 ?인증|연령|log ?in|unauthori[sz]ed/i, 'login-required'],
  [
    /존재하지|없는 (?:아이디|방송국|사용자|회원)|탈퇴|이용 ?정지|(?:user|station|member|bj) (?:was )?not (?:found|exist)|does not exist|no query results/i,
    'gone',
  ],
  [/너무 (?:많은|잦은)|잠시 후|too many/i, 'rate-limited'],
];

const saysOf = (payload: unknown): { readonly meaning: Outcome | undefined; readonly note: string } | null => {
  const parsed = errorBody.safeParse(payload);
  if (!parsed.success) return null;
  const { code, message } = parsed.data;
  return {
    meaning: meanings.find(([words]) => words.test(message))?.[1],
    note: `SOOP says ${[code, message].filter((word) => word !== null && word !== undefined).join(' ')}`.slice(0, 300),
  };
};

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

/**
 * The service answers unknown streamers with data, and clients it does not want, such as those without a User-Agent, with a page: both with 404.
 * The page says nothing about the streamer. It has no data in which private people could be found, so it comes here without its body: whatever is not
 * data counts as the page.
 */
const isPageFor404 = (status: number, body: string): boolean => status === 404 && !/^\uFEFF?\s*[{[]/.test(body);
const pageNote = 'a page came with the 404, as it does for clients that are not wanted';

/**
 * What a refusal means. `onNotFound`: what it means here that the streamer is not there. A 404 in words that nobody knows may be about the address:
 * it is asked again, and nobody is gone by it.
 */
export const refusalOf =
  (onNotFound: Outcome): NonNullable<Endpoint['refusal']> =>
  (status, body) => {
    if (isPageFor404(status, body)) return 'blocked';
    if (status === 429 || status >= 500) return undefined;
    const meaning = saysOf(jsonOf(body))?.meaning;
    if (meaning === undefined && (status === 404 || status === 410)) return 'refused';
    return meaning === 'gone' ? onNotFound : meaning;
  };

/** Whether an answer means that a host does not serve us, whoever was asked about. */
export const hostIsClosed = ({ note }: Parsed): boolean => note === pageNote;

/** {@link payloadParser} for the hosts of SOOP, whose refusals stand in the body, at times with a 200. */
export const soopParser = (
  onNotFound: Outcome,
  read: (payload: unknown, exchange: Exchange) => Parsed,
): ((exchange: Exchange) => Parsed) => {
  const format = { payload: 'json', private: true, onNotFound, refusal: refusalOf(onNotFound) } as const;
  const parse = payloadParser(format, (payload, exchange) => {
    const says = saysOf(payload);
    if (says === null) return read(payload, exchange);
    return nothing(says.meaning === 'gone' ? onNotFound : (says.meaning ?? 'refused'), [], says.note);
  });
  return (exchange) => {
    const parsed = parse(exchange);
    const { status, body } = exchange;
    if (status < 400) return parsed;
    const note = isPageFor404(status, body) ? pageNote : saysOf(jsonOf(body))?.note;
    return note === undefined ? parsed : { ...parsed, note };
  };
};

/** What is asked of SOOP, and at which host an answer was recorded. */
interface Question {
  readonly name: string;
  readonly recordedAt: Service;
  readonly privateFields: readonly string[];
  path(params: Params): string;
  /** What it means here that the streamer is not there: `gone` where that is for this stream to say. */
  readonly onNotFound: Outcome;
  read(payload: unknown, exchange: Exchange): Parsed;
}

/** One endpoint for each host, in the order in which they are tried. */
export const onEachService = ({ name, recordedAt, privateFields, path, onNotFound, read }: Question): readonly Endpoint[] =>
  Object.values(services).map((service) => ({
    name: `${name}${service.suffix}`,
    evidence: service === recordedAt ? 'recorded' : 'code-only',
    ...{ method: 'api', lane, cost: 1, payload: 'json', privateFields },
    request: (params) => ({ url: addressOf(service, path(params)), headers: siteHeaders }),
    refusal: refusalOf(onNotFound),
    parse: soopParser(onNotFound, read),
  }));

/** Asks about one streamer at the first host that serves us; what an answer of the last one means is for the batch to bear, not to pass on. */
export const readEachAt = (endpoints: readonly Endpoint[], limits: ReadLimits = {}) =>
  readByWays(
    endpoints.map((endpoint, at) => ({
      ask: ([id], next) => ({ endpoint, params: { id: idOf(id!), page: Number(next ?? 1) } }),
      ...(at < endpoints.length - 1 ? { isClosed: hostIsClosed } : {}),
    })),
    limits,
  );
