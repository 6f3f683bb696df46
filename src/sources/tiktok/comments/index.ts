import type { Endpoint, Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import type { Way } from '../../paging.ts';
import { limitOf } from '../options.ts';
import { pagesFor } from '../shape.ts';
import { commentsInPage } from './in-page.ts';
import { commentList, commentsPerPage } from './list.ts';

const by = (endpoint: Endpoint): Way => ({
  by: endpoint,
  ask: ([post], next, { options }) => {
    const { count } = pagesFor(limitOf(options, 'maxCommentsPerPost'), commentsPerPage);
    return { endpoint, params: { post: post!, count, cursor: (next as string | number | null) ?? '0' } };
  },
});

const read = (ways: readonly Way[]) =>
  readByWays(ways, { maxPages: (options) => pagesFor(limitOf(options, 'maxCommentsPerPost'), commentsPerPage).pages });
const byApiFirst = read([by(commentList), by(commentsInPage)]);
const inPages = read([by(commentsInPage)]);

export const comments: Stream = {
  ...{ name: 'comments', title: 'Comments of the newest posts', kind: 'comment' },
  target: { kind: 'post', newest: 'commentedPostsPerInfluencer' },
  byDefault: 'enableCommentScraping',
  batchSize: 1,
  endpoints: [commentList, commentsInPage],
  cursor: positionCursor,
  read: (context) => (context.options['readCommentsInPages'] === true ? inPages : byApiFirst)(context),
};
