import { z } from 'zod';
import type { ParsedRecord } from '../../domain/index.ts';

/** The name under which every record of this source stands. */
export const platform = 'twitch';

/** The politeness domain: one application's points, whichever address they are spent on. */
export const lane = 'twitch';

/** Ids are texts of digits on the wire already. */
export const wireUserId = z.string().regex(/^\d{1,20}$/, 'expected an id of digits');

/** Whether a target is the platform's own id of a channel. */
export const isUserId = (target: string): boolean => /^\d{1,20}$/.test(target);

/** Whether a target is a login as the platform gives them out. One malformed name in a call is answered 400 for all of them. */
export const isLogin = (target: string): boolean => /^@[a-z0-9]\w{0,24}$/i.test(target);

/** A login as an address writes it, from a target `@name`. */
export const loginOf = (target: string): string => target.replace(/^@/, '');

/** The name by which targets mean a channel. Logins are lower case; what people type need not be. */
export const nameOf = (login: string): string => `@${login.toLowerCase()}`;

/** What is not given: Twitch writes an empty text for it. */
export const text = (value: string | null | undefined): string | undefined => (value ? value : undefined);

/** Pictures come with places for a size (`%{width}x%{height}` of videos, `{width}x{height}` of streams). */
export const imageUrl = (address: string | null | undefined): string | undefined =>
  text(address)
    ?.replace(/%?\{width\}/, '640')
    .replace(/%?\{height\}/, '360');

/** Seconds of `3h45m54s`, `41m50s` or `21s`; null for anything else. */
export const secondsOf = (duration: string): number | null => {
  const match = /^(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(duration);
  if (!match) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  return hours * 3600 + minutes * 60 + seconds;
};

/** What of a channel stands in every answer about it. */
export const channelRecord = (
  id: string,
  login: string | null | undefined,
  { fields, counts = {} }: Pick<ParsedRecord, 'fields'> & Partial<Pick<ParsedRecord, 'counts'>>,
): ParsedRecord => ({
  kind: 'channel',
  platform,
  id,
  ...(login ? { name: nameOf(login) } : {}),
  fields: { ...(login ? { login, url: `https://www.twitch.tv/${login}` } : {}), ...fields },
  counts,
});

/** Each record once: pages shift while they are read. */
export const onceEach = (records: readonly ParsedRecord[]): ParsedRecord[] => [
  ...new Map(records.map((record) => [record.id, record])).values(),
];
