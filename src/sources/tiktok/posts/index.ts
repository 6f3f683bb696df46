import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { accountParams, carried } from '../known.ts';
import { limitOf } from '../options.ts';
import { userDetail } from '../profile/user-detail.ts';
import { pagesFor } from '../shape.ts';
import { postItemList, postsPerPage } from './item-list.ts';
import { postsPage } from './page.ts';
import { shareList } from './share-list-2020.ts';

/** The newest posts of accounts. An account whose `secUid` is not known yet is looked up instead; its posts come with the next run. */
export const posts: Stream = {
  ...{ name: 'posts', title: 'Posts of accounts, the newest first', kind: 'post' },
  target: { kind: 'channel', carries: carried },
  batchSize: 1,
  endpoints: [postItemList, postsPage, userDetail, shareList],
  cursor: positionCursor,
  read: readByWays(
    [
      {
        by: postItemList,
        ask: ([target], next, context) => {
          const account = accountParams(target!, context);
          if (account['secUid'] === '') return { endpoint: userDetail, params: account };
          const { count } = pagesFor(limitOf(context.options, 'maxPostsPerInfluencer'), postsPerPage);
          return { endpoint: postItemList, params: { ...account, count, cursor: (next as string | number | null) ?? '0' } };
        },
      },
      { ask: ([target], _next, context) => ({ endpoint: postsPage, params: accountParams(target!, context) }) },
    ],
    { maxPages: (options) => pagesFor(limitOf(options, 'maxPostsPerInfluencer'), postsPerPage).pages },
  ),
};
