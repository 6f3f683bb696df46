import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { helixLimit } from '../helix.ts';
import { isUserId, loginOf } from '../shape.ts';
import { live } from './live.ts';
import { search } from './search.ts';

/** Whom the next request is about: the whole group, or those whom the answer before has not settled. */
const askedOf = (group: readonly string[], next: unknown): readonly string[] => (Array.isArray(next) ? (next as string[]) : group);

/** Who is on the air now, with how many watching. Whoever is not is told so: off the air is not missing. */
export const streams: Stream = {
  name: 'streams',
  title: 'Live streams',
  kind: 'channel',
  target: { kind: 'channel' },
  batchSize: helixLimit,
  endpoints: [live, search],
  cursor: positionCursor,
  read: readByWays(
    [
      { reads: isUserId, ask: (group, next) => ({ endpoint: live, params: { id: askedOf(group, next) } }) },
      {
        reads: (target) => !isUserId(target),
        ask: (group, next) => ({ endpoint: live, params: { login: askedOf(group, next).map(loginOf) } }),
      },
    ],
    { perRequest: helixLimit },
  ),
};
