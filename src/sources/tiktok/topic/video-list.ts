import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import { given, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { givenCounts, shownCount } from '../counts.ts';
import { readList } from '../list.ts';
import { postUrl, tagsOf } from '../post.ts';
import { askedFor, nameOf, platform, secondsOf, wireCursor, wireId, wireMore, wireNumber } from '../shape.ts';

const row = z.object({
  ...{ id: wireId, desc: wireText, createTime: wireNumber, authorUniqueId: wireText, authorVerified: wireFlag, musicTitle: wireText },
  hashtagList: z.array(z.union([z.string(), z.object({ title: wireText, name: wireText, hashtagName: wireText })])).nullish(),
  ...{ diggCount: wireNumber, playCount: wireNumber, shareCount: wireNumber, commentCount: wireNumber },
});
const readRows = rowReader(row);

const tagIn = (tag: NonNullable<z.infer<typeof row>['hashtagList']>[number]): string | null | undefined =>
  typeof tag === 'string' ? tag : (tag.title ?? tag.hashtagName ?? tag.name);

/**
 * A post of a topic. These rows name the author by login only, so the login stands for the parent until another list gives its number: the
 * newest posts of each author are told apart by it.
 */
const recordOf = (post: z.infer<typeof row>): ParsedRecord => ({
  ...{ kind: 'post', platform, id: post.id },
  ...(post.authorUniqueId ? { parentId: nameOf(post.authorUniqueId) } : {}),
  fields: given({
    description: post.desc,
    url: postUrl(post.authorUniqueId || undefined, post.id),
    publishedAt: secondsOf(post.createTime),
    hashtags: post.hashtagList ? tagsOf(post.hashtagList.map(tagIn)) : undefined,
    type: 'video',
    channel: post.authorUniqueId || undefined,
    music: post.musicTitle,
  }),
  counts: givenCounts({
    views: shownCount(post.playCount),
    likes: shownCount(post.diggCount),
    comments: shownCount(post.commentCount),
    shares: shownCount(post.shareCount),
  }),
});

const listPage = z.object({ items: z.unknown().optional(), hasMore: wireMore, cursor: wireCursor });

/** Posts under a label of TikTok's topics (10029 is fashion), in flat rows unlike those of every other list. No answer of it is recorded. */
export const videoList = byApi({
  name: 'video-list',
  evidence: 'code-only',
  privateFields: [],
  path: '/browse/api/get-video-list',
  query: ({ label, count, cursor }) => ({ label: String(label), count: Number(count), cursor: String(cursor ?? '0'), region: 'US' }),
  parse: tiktokParser({}, (payload, { request }) => {
    const parsed = listPage.safeParse(payload['videoList']);
    if (!parsed.success) return nothing('changed-shape', [misfit('videoList', firstReason(parsed.error), payload['videoList'])]);
    const { items, hasMore, cursor } = parsed.data;
    return readList({
      ...{ path: 'videoList.items', value: items, read: readRows, record: recordOf, metrics: ['views', 'likes', 'shares'], more: hasMore },
      cursor: { path: 'videoList.cursor', value: cursor, asked: askedFor(request.url, 'cursor') },
    });
  }),
});
