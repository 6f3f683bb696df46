import { z } from 'zod';
import { isoOf } from '../../domain/index.ts';
import { queryOf } from '../fields.ts';

/** The name under which every record of this source stands. */
export const platform = 'tiktok';

/** The lane of tiktok.com itself, and that of the provider who relays its interface: their patience has nothing to do with each other. */
export const lanes = { site: 'tiktok', api: 'tiktok-api' } as const;

export const origin = 'https://www.tiktok.com';

/**
 * Ids have up to 20 digits and are texts. One written as a number above 2^53 has lost its last digits before anybody could read it: it is
 * another id, and refused.
 */
export const wireId = z.union([
  z.string().regex(/^[1-9]\d{0,19}$/),
  z
    .int()
    .positive()
    .transform((id) => String(id)),
]);

/** Numbers come as numbers and as texts, at times within one answer. */
export const wireNumber = z.union([z.int(), z.string().regex(/^-?\d{1,15}$/), z.literal('')]).nullish();
export type WireNumber = z.infer<typeof wireNumber>;

/** Null where nothing is said, and for the negative numbers that counters of 32 bits have become. */
export const numberOf = (value: WireNumber): number | null =>
  value === undefined || value === null || value === '' || Number(value) < 0 ? null : Number(value);

/** Whether more follows: true and false, or 1 and 0. */
export const wireMore = z.union([z.boolean(), z.literal(0), z.literal(1)]).nullish();

/** Where the next page begins. Whatever it is made of, it goes back as it came; a number above 2^53 no longer could, and is refused. */
export const wireCursor = z.union([z.string().min(1), z.int()]).nullish();

/** A time in seconds since 1970, as UTC; undefined for 0 and for what cannot be one. */
export const secondsOf = (value: WireNumber): string | undefined => {
  const seconds = numberOf(value) ?? 0;
  return seconds >= 1_000_000_000 && seconds < 10_000_000_000 ? isoOf(seconds * 1000) : undefined;
};

/** An address of a picture; recorded answers have other things in its place as well. */
export const addressOf = (text: string | null | undefined): string | undefined =>
  typeof text === 'string' && /^https?:\/\//.test(text) ? text : undefined;

/** Accounts are found by login whatever its case. */
export const nameOf = (login: string): string => `@${login.toLowerCase()}`;

export const pageOf = (login: string): string => `${origin}/@${encodeURIComponent(login)}`;

/** The number of the account that was asked about, which its answers do not repeat: it stands behind the `#`, which is never sent. */
export const channelIn = (url: string): string | undefined => /#channel=(\d{1,20})$/.exec(url)?.[1];

export const askedFor = (url: string, name: string): string | null => queryOf(url).get(name);

/**
 * The options as they bound a stream: pages asked at most, and rows a page, so that as little as possible is read beyond `rows`. A page of
 * comments may be short, so the limit is never exceeded by more than the rows a page is rounded up by.
 */
export const pagesFor = (rows: number, perPage: number): { readonly pages: number; readonly count: number } => {
  const pages = Math.max(1, Math.ceil(rows / perPage));
  return { pages, count: Math.max(1, Math.ceil(rows / pages)) };
};
