import type { Json } from '../../../domain/index.ts';
import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { isUserId, loginOf } from '../shape.ts';
import { clips } from './clips.ts';
import { list } from './list.ts';
import { resolve } from './resolve.ts';

/** Nobody has 100,000 videos: a list that goes on after that goes in circles. */
const mostPages = 1000;

/** The option that leaves all but the newest 100 videos of each channel alone. */
export const newestOnly = 'newestVideosOnly';

interface Place {
  readonly user: string;
  readonly after: string;
}

const placeIn = (next: Json): Place | null =>
  typeof next === 'object' && next !== null && 'user' in next ? (next as unknown as Place) : null;

/** Every video of each channel, page by page to the end, so that their number and the sum of their views are whole. */
export const videos: Stream = {
  name: 'videos',
  title: 'Videos',
  kind: 'post',
  target: { kind: 'channel' },
  batchSize: 20,
  endpoints: [list, resolve, clips],
  cursor: positionCursor,
  read: readTargets(
    ([target], next) => {
      const place = placeIn(next) ?? (isUserId(target!) ? { user: target!, after: '' } : null);
      return place === null ? { endpoint: resolve, params: { login: loginOf(target!) } } : { endpoint: list, params: { ...place } };
    },
    1,
    (options) => (options[newestOnly] === true ? 1 : mostPages),
  ),
};
