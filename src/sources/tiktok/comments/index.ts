import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { limitOf } from '../options.ts';
import { pagesFor } from '../shape.ts';
import { commentList, commentsPerPage } from './list.ts';

export const comments: Stream = {
  ...{ name: 'comments', title: 'Comments of the newest posts', kind: 'comment' },
  target: { kind: 'post', newest: 'commentedPostsPerInfluencer' },
  byDefault: 'enableCommentScraping',
  batchSize: 1,
  endpoints: [commentList],
  cursor: positionCursor,
  read: readTargets(
    ([post], next, { options }) => {
      const { count } = pagesFor(limitOf(options, 'maxCommentsPerPost'), commentsPerPage);
      return { endpoint: commentList, params: { post: post!, count, cursor: (next as string | number | null) ?? '0' } };
    },
    1,
    (options) => pagesFor(limitOf(options, 'maxCommentsPerPost'), commentsPerPage).pages,
  ),
};
