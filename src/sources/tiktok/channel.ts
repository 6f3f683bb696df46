import { z } from 'zod';
import type { Misfit, ParsedRecord } from '../../domain/index.ts';
import { given, wireFlag, wireText } from '../fields.ts';
import { misfit } from '../misfit.ts';
import { absentIn, firstReason } from '../rows.ts';
import { countReader, givenCounts, wireStats } from './counts.ts';
import { addressOf, nameOf, pageOf, platform, secondsOf, wireId, wireNumber } from './shape.ts';

const userInfo = z.object({
  user: z.object({
    ...{ id: wireId, uniqueId: z.string().min(1), secUid: wireText, nickname: wireText, signature: wireText },
    ...{ avatarLarger: wireText, avatarMedium: wireText, verified: wireFlag, privateAccount: wireFlag, secret: wireFlag },
    ...{ region: wireText, language: wireText, createTime: wireNumber },
    commerceUserInfo: z.object({ category: wireText }).nullish(),
    bioLink: z.object({ link: wireText }).nullish(),
  }),
  stats: wireStats,
  statsV2: wireStats,
});

/** An account of `userInfo`, or why there is none. */
export const channelOf = (
  value: unknown,
  path: string,
): { readonly record: ParsedRecord; readonly misfits: readonly Misfit[] } | { readonly misfit: Misfit } => {
  const parsed = userInfo.safeParse(value);
  if (!parsed.success) return { misfit: misfit(path, firstReason(parsed.error), value) };
  const { user, stats, statsV2 } = parsed.data;
  const count = countReader(stats, statsV2);
  const counts = {
    followers: count('followerCount'),
    following: count('followingCount'),
    likes: count('heartCount', 'heart'),
    posts: count('videoCount'),
  };
  const record: ParsedRecord = {
    ...{ kind: 'channel', platform, id: user.id, name: nameOf(user.uniqueId) },
    fields: given({
      login: user.uniqueId,
      secUid: user.secUid,
      title: user.nickname,
      description: user.signature,
      url: pageOf(user.uniqueId),
      imageUrl: addressOf(user.avatarLarger) ?? addressOf(user.avatarMedium),
      link: user.bioLink?.link,
      category: user.commerceUserInfo?.category,
      country: user.region,
      language: user.language,
      verified: user.verified,
      createdAt: secondsOf(user.createTime),
      state: user.privateAccount === true || user.secret === true ? 'private' : 'public',
    }),
    counts: givenCounts(counts),
  };
  return { record, misfits: absentIn(counts, `${path}.stats`, ['followers', 'following', 'likes', 'posts']) };
};
