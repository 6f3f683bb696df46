import { z } from 'zod';
import { exact, rounded } from '../../domain/index.ts';
import type { Count } from '../../domain/index.ts';
import { queryOf } from '../fields.ts';

/** The name under which every record of this source stands. */
export const platform = 'youtube';

/** The politeness domain: one project's units, whatever they are spent on. */
export const lane = 'youtube';

/** Ids a call. */
export const perCall = 50;

/** Channels, videos and playlists are named in the same letters. */
export const wireName = z.string().regex(/^[\w-]{1,100}$/, 'expected an id');

/** Numbers are texts on the wire. */
export const wireNumber = z
  .union([z.string().regex(/^\d{1,15}$/, 'expected digits'), z.int().nonnegative()])
  .transform(Number)
  .nullish();

/** Whether a target is the platform's own id of a channel. */
export const isChannelId = (target: string): boolean => /^UC[\w-]{22}$/.test(target);

/**
 * Before there were handles, accounts had user names, which are asked for in another way. Targets write them `@user/name`, as no handle has a
 * slash.
 */
const userPrefix = '@user/';

export const isUserName = (target: string): boolean => target.startsWith(userPrefix);
export const userNameOf = (target: string): string => target.slice(userPrefix.length);
export const userTarget = (name: string): string => `${userPrefix}${name.toLowerCase()}`;

/** Whether a target is a handle. */
export const isHandle = (target: string): boolean => target.startsWith('@') && !isUserName(target);
export const handleTarget = (handle: string): string => `@${handle.replace(/^@/, '').toLowerCase()}`;

/** The playlist of everything a channel has published, newest first: its name is the channel's with other initials. */
export const uploadsOf = (channelId: string): string => `UU${channelId.slice(2)}`;

/**
 * Subscribers, which the platform rounds down to three digits since 2019. Below a thousand nothing is rounded, and a number with more digits is from
 * before.
 */
export const subscribersOf = (value: number): Count =>
  value < 1000 || value % 10 ** (String(value).length - 3) !== 0 ? exact(value) : rounded(value, 3);

/** What was asked for by a parameter that takes a list; empty when a saved payload came without its address. */
export const listIn = (url: string, parameter: string): string[] =>
  (queryOf(url).get(parameter) ?? '').split(',').filter((part) => part !== '');

/** What is not given: the platform also writes an empty text for it. */
export const text = (value: string | null | undefined): string | undefined => (value ? value : undefined);

const picture = z.object({ url: z.string() }).nullish();
export const wirePictures = z.object({ default: picture, medium: picture, high: picture }).nullish();

/** The largest size that everything has. */
export const pictureOf = (pictures: z.infer<typeof wirePictures>): string | undefined =>
  text((pictures?.high ?? pictures?.medium ?? pictures?.default)?.url);

/** Seconds of `PT1H2M3S`; null for what is no such text, and for the nought of a broadcast that has not ended. */
export const secondsOf = (duration: string | null | undefined): number | null => {
  const match = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/.exec(duration ?? '');
  if (!match) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds || null;
};

/** Tags people write into titles and descriptions, also without a blank between them, once each. A sign inside an address is none. */
export const hashtagsIn = (...texts: readonly (string | null | undefined)[]): string[] => {
  const runs = texts.flatMap((each) => [...(each ?? '').matchAll(/(?<![^\s(,])(?:#[\p{L}\p{N}\p{M}_]+)+/gu)].map(([run]) => run));
  return [...new Set(runs.flatMap((run) => run.slice(1).split('#')))];
};
