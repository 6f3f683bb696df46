import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { curation } from './curation.ts';
import { infoEndpoint } from './info.ts';

/** What is known about each series: people, genres, tags, age, and how many readers follow it. */
export const series: Stream = {
  name: 'series',
  title: 'Series',
  kind: 'series',
  target: { kind: 'series' },
  revisitBy: 'favourites',
  batchSize: 10,
  endpoints: [infoEndpoint, curation],
  cursor: positionCursor,
  read: readTargets(([titleId]) => ({ endpoint: infoEndpoint, params: { titleId: titleId! } })),
};
