import type { Answer, SimRequest } from '../platform.ts';
import { queryValue } from '../wire.ts';
import { logWire, refused, whole } from './answers.ts';
import { accountStats, itemWire, userWire } from './items.ts';
import { isDeleted, postsOn, secondsOfPost } from './world.ts';
import type { Creator, TiktokWorld } from './world.ts';
import type { DayNumber } from '../calendar.ts';

/** `userInfo` of an account. */
export const userInfoWire = (world: TiktokWorld, creator: Creator, day: DayNumber): string =>
  `{"user":{${userWire(world, creator, day)},"createTime":${1_500_000_000 + (creator.hash % 100_000_000)},"commerceUserInfo":{"commerceUser":false}},` +
  `${accountStats(world, creator, day, ['stats', 'statsV2'])}}`;

/** An account by `secUid`, or by login; `secUid` wins, as a login may belong to somebody else by now. */
export const createUserDetail =
  (world: () => TiktokWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const secUid = queryValue(query, 'secUid');
    const creator = secUid ? world().bySecUid(secUid) : world().byLogin(queryValue(query, 'uniqueId') ?? '', day);
    if (!creator || world().stateOn(creator, day) === 'banned') return refused(creator ? 10202 : 10221, day);
    return {
      body: `{${logWire(day)},"shareMeta":{"desc":"","title":""},"statusCode":0,"status_code":0,"status_msg":"","userInfo":${userInfoWire(world(), creator, day)}}`,
    };
  };

/** Posts older than the cursor, the newest first; the list is left out altogether where there are none. */
export const createItemList =
  (world: () => TiktokWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const place = world();
    const creator = place.bySecUid(queryValue(query, 'secUid') ?? '');
    if (!creator) return refused(10221, day);
    const state = place.stateOn(creator, day);
    if (state !== 'public') return refused(state === 'private' ? 10222 : 10202, day);
    const count = whole(queryValue(query, 'count'), 30, 35);
    const before = Number(queryValue(query, 'cursor') ?? 0) / 1000;
    const t = day - place.base;
    let n = postsOn(place, creator, t);
    while (n > 0 && before > 0 && secondsOfPost(place, creator, n) >= before) n--;
    // A list that moves repeats its last rows on the next page.
    if (before > 0) n = Math.min(postsOn(place, creator, t), n + shift);
    let items = '';
    let last = 0;
    for (let rows = 0; n > 0 && rows < count; n--) {
      if (isDeleted(place, creator, n, t)) continue;
      items += (rows++ === 0 ? '' : ',') + itemWire(place, creator, n, day);
      last = secondsOfPost(place, creator, n);
    }
    const list = items === '' ? '' : `,"itemList":[${items}]`;
    return { body: `{"cursor":"${last * 1000}",${logWire(day)},"hasMore":${n > 0}${list},"statusCode":0,"status_code":0,"status_msg":""}` };
  };
