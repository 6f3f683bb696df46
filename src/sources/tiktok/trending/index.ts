import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { readList } from '../list.ts';
import { postMetrics, postOf, readItems } from '../post.ts';
import type { Item } from '../post.ts';

/**
 * The feed shown to whoever comes without an account. It has no pages: each call gives other posts, some of them again. One call a run, which
 * says what was recommended then.
 */
export const recommendItemList = byApi({
  name: 'recommend',
  evidence: 'recorded',
  privateFields: [],
  path: '/api/recommend/item_list/',
  query: ({ count }) => ({ count: Number(count), from_page: 'fyp' }),
  parse: tiktokParser({}, (payload) =>
    readList({
      ...{
        path: 'itemList',
        value: payload['itemList'],
        read: readItems,
        record: (row: Item) => postOf(row),
        metrics: postMetrics,
        more: 'feed',
      },
    }),
  ),
});

export const trending: Stream = {
  ...{ name: 'trending', title: 'Posts that TikTok recommends', kind: 'post' },
  target: { kind: 'listing', ids: ['recommended'] },
  batchSize: 1,
  endpoints: [recommendItemList],
  cursor: positionCursor,
  read: readTargets(() => ({ endpoint: recommendItemList, params: { count: 30 } })),
};
