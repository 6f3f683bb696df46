import type { Stream } from '../../contract.ts';
import { positionCursor, readTargets } from '../../paging.ts';
import { accountParams, carried } from '../known.ts';
import { limitOf } from '../options.ts';
import { userDetail } from '../profile/user-detail.ts';
import { pagesFor } from '../shape.ts';
import { followerList, followersPerPage } from './list.ts';
import { mobileList } from './mobile-list.ts';

/** The newest followers of accounts. An account whose `secUid` is not known yet is looked up instead. */
export const followers: Stream = {
  ...{ name: 'followers', title: 'Followers of accounts, the newest first', kind: 'follower' },
  target: { kind: 'channel', carries: carried },
  byDefault: 'enableFollowerScraping',
  batchSize: 1,
  endpoints: [followerList, userDetail, mobileList],
  cursor: positionCursor,
  read: readTargets(
    ([target], next, context) => {
      const account = accountParams(target!, context);
      if (account['secUid'] === '') return { endpoint: userDetail, params: account };
      const { count } = pagesFor(limitOf(context.options, 'maxFollowersPerInfluencer'), followersPerPage);
      return { endpoint: followerList, params: { ...account, count, cursor: (next as string | number | null) ?? '0' } };
    },
    1,
    (options) => pagesFor(limitOf(options, 'maxFollowersPerInfluencer'), followersPerPage).pages,
  ),
};
