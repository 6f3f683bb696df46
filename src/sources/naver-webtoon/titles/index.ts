import type { Json } from '../../../domain/index.ts';
import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { dailyPlus } from './daily-plus.ts';
import { finished } from './finished.ts';
import { weekday } from './weekday.ts';

/** A list and its order: `weekday/user`. `user` is the site's word for popularity. */
const listings = ['weekday/user', 'weekday/view', 'weekday/star', 'dailyPlus/user', 'dailyPlus/view', 'dailyPlus/star', 'finished/user'];

const ask = ([listing]: readonly string[], next: Json) => {
  const [list = 'weekday', order = 'user'] = listing!.split('/');
  if (list === 'finished') return { endpoint: finished, params: { order, page: Number(next ?? 1) } };
  return { endpoint: list === 'dailyPlus' ? dailyPlus : weekday, params: { order } };
};

/** Every series of the platform, with its rank in each list. Finds the targets of all other streams. */
export const titles: Stream = {
  name: 'titles',
  title: 'Title lists',
  kind: 'series',
  target: { kind: 'listing', ids: listings },
  // One list a task: seven independent reads, and the long one does not hold up the others.
  batchSize: 1,
  endpoints: [weekday, dailyPlus, finished],
  cursor: positionCursor,
  read: readTargets(ask),
};
