import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { list } from './list.ts';
import { mobileList } from './mobile-list.ts';

/** Every episode of each series, with its stars. Finds the targets of the streams about episodes. */
export const episodes: Stream = {
  name: 'episodes',
  title: 'Episodes',
  kind: 'episode',
  target: { kind: 'series' },
  batchSize: 5,
  endpoints: [list, mobileList],
  cursor: positionCursor,
  read: readTargets(([titleId], next) => ({ endpoint: list, params: { titleId: titleId!, page: Number(next ?? 1) } })),
};
