import { midnightOf } from '../calendar.ts';
import { isoOf } from '../../domain/index.ts';
import { mix } from '../random.ts';
import { queryValue } from '../wire.ts';
import type { Video } from './world.ts';

/** The parts a call asks for. */
export const partsOf = (query: string): string[] => (queryValue(query, 'part') ?? '').split(',').filter((part) => part !== '');

/** An item with only the parts that were asked for. */
export const pick = (item: Readonly<Record<string, unknown>>, parts: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item).filter(([key, value]) => value !== undefined && (['kind', 'etag', 'id'].includes(key) || parts.includes(key))),
  );

export const thumbnails = (stem: string, ends: readonly string[], sizes: readonly number[]): object =>
  Object.fromEntries(
    ['default', 'medium', 'high'].map((name, at) => [name, { url: `${stem}${ends[at]!}`, width: sizes[at]!, height: sizes[at]! }]),
  );

export const videoThumbnails = ({ id }: Video): object =>
  thumbnails(`https://i.ytimg.com/vi/${id}/`, ['default.jpg', 'mqdefault.jpg', 'hqdefault.jpg'], [120, 320, 480]);

/** When a video came out: in the morning in Korea, so that it is there at noon. */
export const publishedAt = ({ published, hash }: Video): string =>
  isoOf(midnightOf(published) + (mix(hash, 61) % 36_000) * 1000).replace('.000Z', 'Z');
