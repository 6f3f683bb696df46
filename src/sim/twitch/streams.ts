import { dayMs, noonOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { mix, pick, unitOf } from '../random.ts';
import { isThere, nameOn } from './world.ts';
import type { Channel } from './world.ts';

const categories = ['Just Talking', 'Paper Boats', 'Night Ferry', 'Stone Garden', 'Tiny Harbour'];

/** The category a channel has set on a day. */
export const categoryOn = ({ hash }: Channel, day: DayNumber): { readonly id: string; readonly name: string } => {
  const at = mix(hash, 40 + (day % 7)) % categories.length;
  return { id: String(700_000 + at), name: categories[at]! };
};

export const streamTitleOn = (channel: Channel, day: DayNumber): string => `${nameOn(channel, day).displayName} on day ${day % 1000}`;

/** Whether a channel is on the air at noon of a day. */
export const isLiveOn = (channel: Channel, day: DayNumber): boolean =>
  isThere(channel, day) &&
  channel.part !== 'never-live' &&
  channel.following.growth.kind !== 'dormant' &&
  (channel.part === 'always-live' || mix(channel.hash, day) % 3 === 0);

export const viewersOn = (channel: Channel, day: DayNumber): number =>
  1 + Math.floor(channel.following.followers * 0.02 * unitOf(channel.hash, day + 7));

/** A running stream in wire shape. */
export const streamRow = (channel: Channel, day: DayNumber): object => {
  const { login, displayName } = nameOn(channel, day);
  const { id, name } = categoryOn(channel, day);
  return {
    id: String(40_000_000_000 + (mix(channel.hash, day) % 1_000_000_000)),
    user_id: channel.id,
    user_login: login,
    user_name: displayName,
    game_id: id,
    game_name: name,
    type: 'live',
    title: `${streamTitleOn(channel, day)}\n`,
    viewer_count: viewersOn(channel, day),
    started_at: new Date(noonOf(day) - Math.floor(unitOf(channel.hash, day + 9) * dayMs * 0.3)).toISOString().replace(/\.\d+Z$/, 'Z'),
    language: channel.language,
    thumbnail_url: `https://static-cdn.jtvnw.net/previews-ttv/live_user_${login}-{width}x{height}.jpg`,
    tag_ids: [],
    tags: [pick(['quiet', 'sea', 'drawing'], channel.hash)],
    is_mature: channel.hash % 10 === 0,
  };
};
