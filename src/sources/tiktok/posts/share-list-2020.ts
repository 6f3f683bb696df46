import { z } from 'zod';
import { wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { givenCounts, shownCount } from '../counts.ts';
import { given } from '../../fields.ts';
import { readList } from '../list.ts';
import { postMetrics, postUrl, tagsOf } from '../post.ts';
import { addressOf, askedFor, numberOf, platform, secondsOf, wireCursor, wireId, wireMore, wireNumber } from '../shape.ts';
import type { ParsedRecord } from '../../../domain/index.ts';

const row = z.object({
  itemInfos: z.object({
    ...{ id: wireId, text: wireText, createTime: wireNumber, authorId: wireId.nullish(), covers: z.array(z.string()).nullish() },
    video: z.object({ videoMeta: z.object({ duration: wireNumber }).nullish() }).nullish(),
    ...{ diggCount: wireNumber, shareCount: wireNumber, playCount: wireNumber, commentCount: wireNumber },
  }),
  authorInfos: z.object({ uniqueId: wireText }).nullish(),
  musicInfos: z.object({ musicId: wireText, musicName: wireText, authorName: wireText }).nullish(),
  challengeInfoList: z.array(z.object({ challengeName: wireText })).nullish(),
  textExtra: z.array(z.object({ HashtagName: wireText, hashtagName: wireText })).nullish(),
});
const readRows = rowReader(row);

const recordOf = ({ itemInfos, authorInfos, musicInfos, challengeInfoList, textExtra }: z.infer<typeof row>): ParsedRecord => {
  const login = authorInfos?.uniqueId ?? undefined;
  const tags = [
    ...(challengeInfoList ?? []).map(({ challengeName }) => challengeName),
    ...(textExtra ?? []).map((each) => each.hashtagName ?? each.HashtagName),
  ];
  return {
    ...{ kind: 'post', platform, id: itemInfos.id },
    ...(itemInfos.authorId ? { parentId: itemInfos.authorId } : {}),
    fields: given({
      description: itemInfos.text,
      url: postUrl(login, itemInfos.id),
      imageUrl: addressOf(itemInfos.covers?.[0]),
      publishedAt: secondsOf(itemInfos.createTime),
      durationSeconds: numberOf(itemInfos.video?.videoMeta?.duration) || undefined,
      hashtags: tagsOf(tags),
      type: 'video',
      channel: login,
      musicId: musicInfos?.musicId,
      music: musicInfos?.musicName,
      musicAuthor: musicInfos?.authorName,
    }),
    counts: givenCounts({
      views: shownCount(itemInfos.playCount),
      likes: shownCount(itemInfos.diggCount),
      comments: shownCount(itemInfos.commentCount),
      shares: shownCount(itemInfos.shareCount),
    }),
  };
};

const listPage = z.object({ itemListData: z.unknown().optional(), hasMore: wireMore, maxCursor: wireCursor });

/** The list of 2020, by account (type 1), kept to read old recordings: nobody answers it any more. */
export const shareList = byApi({
  name: 'share-list-2020',
  evidence: 'recorded',
  privateFields: [],
  path: '/share/item/list',
  query: ({ secUid, count, cursor }) => ({
    secUid: String(secUid),
    type: 1,
    count: Number(count),
    minCursor: 0,
    maxCursor: String(cursor ?? '0'),
  }),
  parse: tiktokParser({}, (payload, { request }) => {
    const parsed = listPage.safeParse(payload['body']);
    if (!parsed.success) return nothing('changed-shape', [misfit('body', firstReason(parsed.error), payload['body'])]);
    const { itemListData, hasMore, maxCursor } = parsed.data;
    return readList({
      ...{ path: 'body.itemListData', value: itemListData, read: readRows, record: recordOf, metrics: postMetrics, more: hasMore },
      cursor: { path: 'body.maxCursor', value: maxCursor, asked: askedFor(request.url, 'maxCursor') },
      direction: 'down',
    });
  }),
});
