import { z } from 'zod';
import type { Exchange, Misfit, Parsed } from '../../domain/index.ts';
import type { Endpoint, SettingValues, SourceSetting } from '../contract.ts';
import { payloadParser } from '../decode.ts';
import { wireText } from '../fields.ts';
import { misfit, nothing } from '../misfit.ts';
import { absentEverywhere, firstReason } from '../rows.ts';
import { meaningOf, noteOf, refusal, refusalIn, refusalInBody } from './refusal.ts';
import { lane } from './shape.ts';

/** The operator's key for the Data API. */
export const keySetting: SourceSetting = {
  name: 'YOUTUBE_API_KEY',
  title: 'key of a Google Cloud project with the YouTube Data API v3',
  kind: 'secret',
  simulated: 'simulated-youtube-key',
};

/** What all endpoints of the Data API share. Every `list` call costs one unit, however much is asked. */
export const dataApi = {
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  needs: [keySetting.name],
  official: true,
  refusal,
} as const satisfies Partial<Endpoint>;

/** A call of the Data API. The key goes into a header, as addresses are stored. */
export const listRequest = (
  resource: string,
  query: Readonly<Record<string, string | number>>,
  values: SettingValues,
): ReturnType<Endpoint['request']> => {
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
  const key = values[keySetting.name];
  return {
    url: `https://www.googleapis.com/youtube/v3/${resource}?${parameters.join('&')}`,
    headers: key === undefined ? {} : { 'X-Goog-Api-Key': key },
  };
};

/** A list as every call answers it, before its rows are looked at. */
export interface WireList {
  readonly items: readonly unknown[];
  readonly nextPageToken: string | null;
}

const envelope = z.object({
  kind: z.string(),
  items: z.array(z.unknown()).nullish(),
  nextPageToken: wireText,
  pageInfo: z.object({ totalResults: z.int().nonnegative().nullish() }).nullish(),
});

const readList = (payload: unknown, kind: string): WireList | Misfit => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return misfit('', firstReason(parsed.error), payload);
  const { items, nextPageToken, pageInfo } = parsed.data;
  if (parsed.data.kind !== kind) return misfit('kind', `expected ${kind}`, parsed.data.kind);
  // Newer answers leave the list out where there is nothing, and say so in the total.
  if (!items && pageInfo?.totalResults !== 0) return misfit('items', 'absent, and the answer does not say that there are none', payload);
  return { items: items ?? [], nextPageToken: nextPageToken || null };
};

/**
 * {@link payloadParser} for the Data API: hands over the list, or names the refusal that stands in its place, with the platform's own words. Whom it does
 * not have it leaves out of a 200; a 404 without a reason says nothing about anybody.
 */
export const listParser = (kind: string, read: (list: WireList, exchange: Exchange) => Parsed): ((exchange: Exchange) => Parsed) => {
  const parse = payloadParser({ payload: 'json', onNotFound: 'refused', refusal }, (payload, exchange) => {
    // Reached by saved answers only: of these nobody knows the status.
    const refused = refusalIn(payload);
    if (refused !== null) return nothing(meaningOf(refused) ?? 'refused');
    const list = readList(payload, kind);
    return 'items' in list ? read(list, exchange) : nothing('changed-shape', [list]);
  });
  return (exchange) => {
    const parsed = parse(exchange);
    if (parsed.outcome === 'ok' || parsed.outcome === 'empty') return parsed;
    const refused = exchange.status === 200 || exchange.status >= 400 ? refusalInBody(exchange.body) : null;
    return refused === null ? parsed : { ...parsed, note: noteOf(refused) };
  };
};

/**
 * Ids that were asked for and silently left out. Nobody knows where a row could not be read, or where more rows follow; then none is called missing.
 */
export const missingFrom = (
  asked: readonly string[],
  got: readonly { readonly id: string }[],
  isWhole: boolean,
): { missing?: string[] } => {
  const found = new Set(got.map(({ id }) => id));
  const missing = isWhole ? asked.filter((id) => !found.has(id)) : [];
  return missing.length > 0 ? { missing } : {};
};

/** {@link absentEverywhere} for the fields of one part of the items. */
export const absentInPart = <Part extends object>(
  parts: readonly (Part | null | undefined)[],
  name: string,
  keys: readonly (keyof Part & string)[],
): Misfit[] =>
  absentEverywhere(
    parts.map((part) => part ?? null),
    'items',
    keys,
  ).map((absent) => ({ ...absent, path: absent.path.replace('[]', `[].${name}`) }));
