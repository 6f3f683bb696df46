import { z } from 'zod';
import { misfit, nothing } from '../../misfit.ts';
import { byPage } from '../call.ts';
import { pageParser } from '../hydration.ts';
import { readList } from '../list.ts';
import { postMetrics, postOf, readItems } from '../post.ts';
import type { Item } from '../post.ts';
import { numberOf, wireId, wireNumber } from '../shape.ts';

const owner = z.object({
  user: z.object({ id: wireId }),
  stats: z.object({ videoCount: wireNumber }).nullish(),
});

/** The newest posts in the page of an account, as recorded in 2020. Pages since 2023 have none: they are fetched by the page's scripts. */
export const postsPage = byPage({
  name: 'page',
  evidence: 'recorded',
  path: ({ login }) => `/@${encodeURIComponent(String(login))}`,
  parse: pageParser(({ userInfo, items }) => {
    const who = owner.safeParse(userInfo);
    const told = who.success ? numberOf(who.data.stats?.videoCount) : null;
    if (items === undefined || items.length === 0)
      return told === 0
        ? nothing('empty')
        : nothing('changed-shape', [
            misfit('itemList', `absent from the page of an account with ${told ?? 'an unknown number of'} posts`, null),
          ]);
    const channel = who.success ? who.data.user.id : undefined;
    return readList({
      ...{
        path: 'itemList',
        value: items,
        read: readItems,
        record: (row: Item) => postOf(row, channel),
        metrics: postMetrics,
        more: 'feed',
      },
    });
  }),
});
