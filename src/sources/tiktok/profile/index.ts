import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { accountParams, carried } from '../known.ts';
import { profilePage } from './page.ts';
import { userDetail } from './user-detail.ts';

/** Accounts with their counts.  */
export const profile: Stream = {
  ...{ name: 'profile', title: 'Accounts: name, description, followers, likes and posts', kind: 'channel' },
  target: { kind: 'channel', carries: carried },
  revisitBy: 'followers',
  batchSize: 4,
  endpoints: [userDetail, profilePage],
  cursor: positionCursor,
  read: readByWays([
    { by: userDetail, ask: ([target], _next, context) => ({ endpoint: userDetail, params: accountParams(target!, context) }) },
    { ask: ([target], _next, context) => ({ endpoint: profilePage, params: accountParams(target!, context) }) },
  ]),
};
