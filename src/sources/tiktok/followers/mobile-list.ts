import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import { given, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { givenCounts, shownCount } from '../counts.ts';
import { readList } from '../list.ts';
import { askedFor, channelIn, platform, wireCursor, wireMore } from '../shape.ts';
import { followerId } from './list.ts';

/** A count that has been replaced by a hash together with the person it belongs to is not known any more. */
const hashedOrNumber = z.union([z.int(), z.string()]).nullish();
const countOf = (value: z.infer<typeof hashedOrNumber>) =>
  typeof value === 'number' ? shownCount(value) : value === undefined ? undefined : null;

const row = z.object({
  ...{ uid: z.string().min(1), unique_id: wireText, nickname: wireText, avatar_uri: wireText },
  ...{ follower_count: hashedOrNumber, following_count: hashedOrNumber },
});
const readRows = rowReader(row);

const recordOf = (person: z.infer<typeof row>, channel: string | undefined): ParsedRecord => ({
  ...{ kind: 'follower', platform, id: followerId(channel, person.uid) },
  ...(channel === undefined ? {} : { parentId: channel }),
  fields: given({ login: person.unique_id, title: person.nickname, imageUrl: person.avatar_uri }),
  counts: givenCounts({ followers: countOf(person.follower_count), following: countOf(person.following_count) }),
});

const listPage = z.object({ followers: z.unknown().optional(), has_more: wireMore, min_time: wireCursor });

/**
 * The list as the app gets it, with some 150 fields a person; all of them are hashed, counts included. Kept to read recordings: no stream asks it.
 */
export const mobileList = byApi({
  name: 'mobile-list',
  evidence: 'recorded',
  privateFields: ['followers[]', 'myself_user_id?'],
  path: '/aweme/v1/user/follower/list/',
  query: ({ secUid, count, cursor }) => ({ sec_user_id: String(secUid), count: Number(count), max_time: String(cursor ?? '0') }),
  parse: tiktokParser({ private: true }, (payload, { request }) => {
    const parsed = listPage.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), null)]);
    const { followers, has_more, min_time } = parsed.data;
    const channel = channelIn(request.url);
    return readList({
      ...{
        path: 'followers',
        value: followers,
        read: readRows,
        record: (person: z.infer<typeof row>) => recordOf(person, channel),
        more: has_more,
        direction: 'down',
      },
      metrics: ['followers', 'following'],
      cursor: { path: 'min_time', value: min_time, asked: askedFor(request.url, 'max_time') },
    });
  }),
});
