import { z } from 'zod';
import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import type { Endpoint, Params, SettingValues } from '../contract.ts';
import { payloadParser } from '../decode.ts';
import type { PayloadFormat } from '../decode.ts';
import { clientId, clientSecret, grant } from './grant.ts';
import { lane } from './shape.ts';

/** Rows a page has at most, and ids a call takes at most. */
export const helixLimit = 100;

/** An address of Helix. A list is a parameter repeated, empty values are left out. */
const helixUrl = (path: string, query: Params): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) if (each !== '') search.append(name, each);
  return `https://api.twitch.tv/helix/${path}?${search}`;
};

/** How Helix is asked: with the application's id and its token, in headers. */
export const helixRequest = (
  path: string,
  query: Params,
  values: SettingValues,
  token: string | undefined,
): ReturnType<Endpoint['request']> => ({
  url: helixUrl(path, query),
  headers: { 'Client-Id': values[clientId] ?? '', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
});

/** How Helix says no; the address of tokens leaves `error` out. */
const errorBody = z.object({ error: z.string().nullish(), status: z.int(), message: z.string() });

export const errorIn = (body: string): z.infer<typeof errorBody> | null => {
  if (!/^\s*\{/.test(body) || body.length > 10_000) return null;
  try {
    return errorBody.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
};

/**
 * What a refusal means: 401 is about our token or the application's id, as no reader is ever asked to sign in. 410 is how addresses end that
 * are taken away (`users/follows` in 2023): the interface has changed, and no channel is gone by it.
 */
export const refusal = (status: number, body: string): Outcome | undefined => {
  if (status === 410) return 'changed-shape';
  return status === 401 && errorIn(body)?.status === 401 ? 'credential-expired' : undefined;
};

/** Points of the application: so many a minute, given back one by one; full again at `ratelimit-reset`, in seconds since 1970. */
const quota: Endpoint['quota'] = (headers) => {
  const [limit, remaining, reset] = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => {
    const value = headers[name];
    return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : null;
  });
  return limit && typeof remaining === 'number' && reset ? { limit, remaining, resetAt: reset * 1000 } : null;
};

/** What all endpoints of Helix have in common. */
export const helix = {
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  needs: [clientId, clientSecret],
  grant,
  official: true,
  refusal,
  quota,
} as const satisfies Partial<Endpoint>;

/**
 * {@link payloadParser} for Helix, whose refusals say why. By its document no call of ours is answered 404: one that is says nothing about the channels
 * that were asked about, and is asked again.
 */
export const helixParser = (
  read: (payload: unknown, exchange: Exchange) => Parsed,
  format: Partial<PayloadFormat> = {},
): ((exchange: Exchange) => Parsed) => {
  const parse = payloadParser({ payload: 'json', onNotFound: 'refused', refusal, ...format }, read);
  return (exchange) => {
    const parsed = parse(exchange);
    const error = exchange.status >= 400 && parsed.note === undefined ? errorIn(exchange.body) : null;
    return error === null ? parsed : { ...parsed, note: `Twitch says ${error.status}: ${error.message}`.slice(0, 300) };
  };
};

export const wireData = z.object({ data: z.array(z.unknown()) });

/** `{}` at the end; a page that has none at all says nothing about its end. */
export const wirePaged = wireData.extend({ pagination: z.object({ cursor: z.string().nullish() }).nullish() });
