import type { Stream } from '../../contract.ts';
import { misfit, nothing } from '../../misfit.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { byPage } from '../call.ts';
import { pageParser } from '../hydration.ts';
import { postMetrics, postOf, readItems } from '../post.ts';
import { absentIn } from '../../rows.ts';

/** The page of one post, with what lists leave out or round. The site answers whatever stands in place of the login. */
export const postPage = byPage({
  name: 'page',
  evidence: 'code-only',
  path: ({ login, post }) => `/@${encodeURIComponent(String(login))}/video/${String(post)}`,
  parse: pageParser(({ item }) => {
    if (item === undefined) return nothing('changed-shape', [misfit('itemStruct', 'absent from the page', null)]);
    const { rows, misfits } = readItems([item], 'itemStruct');
    const [row] = rows;
    if (!row) return nothing('changed-shape', misfits);
    const record = postOf(row);
    const silent = absentIn(record.counts as Record<string, unknown>, 'itemStruct.stats', postMetrics);
    return { outcome: 'ok', records: [record], quarantined: silent, next: null };
  }),
});

export const postDetails: Stream = {
  ...{ name: 'post-details', title: 'Each post once more, from its own page', kind: 'post' },
  target: { kind: 'post', newest: 'maxPostsPerInfluencer', carries: ['channel'] },
  byDefault: 'enablePostDetailScraping',
  batchSize: 10,
  endpoints: [postPage],
  cursor: positionCursor,
  read: readTargets(([post], _next, { known }) => {
    const login = known(post!)?.['channel'];
    return { endpoint: postPage, params: { post: post!, login: typeof login === 'string' ? login : '_' } };
  }),
};
