import { z } from 'zod';
import { nothing, misfit } from '../../misfit.ts';
import { firstReason } from '../../rows.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { readList } from '../list.ts';
import { postMetrics, postOf, readItems } from '../post.ts';
import type { Item } from '../post.ts';
import { askedFor, channelIn, wireCursor, wireMore } from '../shape.ts';

const listPage = z.object({ itemList: z.unknown().optional(), data: z.unknown().optional(), hasMore: wireMore, cursor: wireCursor });

/** Most rows a page has. */
export const postsPerPage = 35;

/** Posts of an account, the newest first; pinned ones stand before them. `cursor` is a time in milliseconds, as text. */
export const postItemList = byApi({
  name: 'item-list',
  evidence: 'recorded',
  privateFields: [],
  path: '/api/post/item_list/',
  query: ({ secUid, count, cursor }) => ({ secUid: String(secUid), count: Number(count), cursor: String(cursor ?? '0') }),
  parse: tiktokParser({}, (payload, { request }) => {
    const parsed = listPage.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    const { itemList, data, hasMore, cursor } = parsed.data;
    // Some providers put the rows into `data`, and then leave out whether more follow.
    const [path, value] = itemList === undefined && Array.isArray(data) ? ['data', data] : ['itemList', itemList];
    const channel = channelIn(request.url);
    return readList({
      ...{
        path,
        value,
        read: readItems,
        record: (row: Item) => postOf(row, channel),
        metrics: postMetrics,
        more: hasMore,
        direction: 'down',
      },
      cursor: { path: 'cursor', value: cursor, asked: askedFor(request.url, 'cursor') },
    });
  }),
});
