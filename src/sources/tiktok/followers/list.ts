import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import { given, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { countReader, givenCounts, wireStats } from '../counts.ts';
import { readList } from '../list.ts';
import { askedFor, channelIn, platform, wireCursor, wireMore } from '../shape.ts';

const row = z.object({
  // Every text of it has been replaced by a hash before it comes here.
  user: z.object({ id: z.string().min(1), uniqueId: wireText, nickname: wireText, avatarThumb: wireText, verified: wireFlag }),
  stats: wireStats,
  statsV2: wireStats,
});
const readRows = rowReader(row);

/** The name of a follower: the account that is followed, and the hash of the person, who stays the same person with each account. */
export const followerId = (channel: string | undefined, person: string): string =>
  channel === undefined ? person : `${channel}_${person}`;

const recordOf = ({ user, stats, statsV2 }: z.infer<typeof row>, channel: string | undefined): ParsedRecord => {
  const count = countReader(stats, statsV2);
  return {
    ...{ kind: 'follower', platform, id: followerId(channel, user.id) },
    ...(channel === undefined ? {} : { parentId: channel }),
    fields: given({ login: user.uniqueId, title: user.nickname, imageUrl: user.avatarThumb, verified: user.verified }),
    counts: givenCounts({ followers: count('followerCount'), following: count('followingCount') }),
  };
};

const listPage = z.object({ userList: z.unknown().optional(), hasMore: wireMore, minCursor: wireCursor });

/** Rows a page. */
export const followersPerPage = 30;

/**
 * Followers of an account, the newest first. `minCursor` was a number and is base64 at times: it goes back as it came. People are hashed whole,
 * their counts stand beside them.
 */
export const followerList = byApi({
  name: 'list',
  evidence: 'recorded',
  privateFields: ['userList[].user'],
  path: '/api/user/list/',
  query: ({ secUid, count, cursor }) => ({
    scene: 21,
    secUid: String(secUid),
    count: Number(count),
    minCursor: String(cursor ?? '0'),
    maxCursor: 0,
  }),
  parse: tiktokParser({ private: true }, (payload, { request }) => {
    const parsed = listPage.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), null)]);
    const { userList, hasMore, minCursor } = parsed.data;
    const channel = channelIn(request.url);
    return readList({
      ...{
        path: 'userList',
        value: userList,
        read: readRows,
        record: (person: z.infer<typeof row>) => recordOf(person, channel),
        more: hasMore,
        direction: 'down',
      },
      metrics: ['followers', 'following'],
      cursor: { path: 'minCursor', value: minCursor, asked: askedFor(request.url, 'minCursor') },
    });
  }),
});
