import { z } from 'zod';
import type { ParsedRecord } from '../../domain/index.ts';
import { given, wireFlag, wireText } from '../fields.ts';
import { rowReader } from '../rows.ts';
import { countReader, givenCounts, wireStats } from './counts.ts';
import { addressOf, numberOf, pageOf, platform, secondsOf, wireId, wireNumber } from './shape.ts';

const item = z.object({
  ...{ id: wireId, desc: wireText, createTime: wireNumber, textLanguage: wireText, locationCreated: wireText },
  // The pages of 2021 to 2023 name the author and keep the number beside it.
  author: z.union([z.string().min(1), z.object({ id: wireId, uniqueId: wireText })]).nullish(),
  authorId: wireId.nullish(),
  ...{ stats: wireStats, statsV2: wireStats },
  challenges: z.array(z.object({ title: wireText })).nullish(),
  textExtra: z.array(z.object({ hashtagName: wireText })).nullish(),
  // Numbers above 2^53 are ids of other sounds by now: left out, as no post is worth less for it.
  music: z.object({ id: z.union([z.string(), z.int()]).nullish().catch(null), title: wireText, authorName: wireText }).nullish(),
  video: z.object({ duration: wireNumber, cover: wireText, playAddr: wireText }).nullish(),
  imagePost: z.looseObject({}).nullish(),
  ...{ isPinnedItem: wireFlag, isAd: wireFlag, privateItem: wireFlag, secret: wireFlag },
});
export type Item = z.infer<typeof item>;

export const readItems = rowReader(item);

/** Counts that every list has; `collectCount` came later. */
export const postMetrics = ['views', 'likes', 'comments', 'shares'] as const;

/** Tags as first written, each once whatever its case, without the sign. */
export const tagsOf = (names: readonly (string | null | undefined)[]): string[] => {
  const tags = new Map<string, string>();
  for (const name of names) {
    const tag = (name ?? '').replace(/^#+/, '').trim();
    if (tag !== '' && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
  }
  return [...tags.values()];
};

/** The address of a post. The site answers whatever stands in place of the login. */
export const postUrl = (login: string | undefined, id: string, type = 'video'): string => `${pageOf(login ?? '_')}/${type}/${id}`;

/** A post of an `itemList`, of a page, or of the feed. */
export const postOf = (row: Item, channel?: string): ParsedRecord => {
  const { author, video, music, imagePost } = row;
  const login = typeof author === 'string' ? author : (author?.uniqueId ?? undefined);
  const parentId = (typeof author === 'object' && author !== null ? author.id : undefined) ?? row.authorId ?? channel;
  const type = imagePost ? 'photo' : 'video';
  const count = countReader(row.stats, row.statsV2);
  return {
    ...{ kind: 'post', platform, id: row.id },
    ...(parentId === undefined ? {} : { parentId }),
    fields: given({
      description: row.desc,
      url: postUrl(login, row.id, type),
      imageUrl: addressOf(video?.cover),
      videoUrl: addressOf(video?.playAddr),
      publishedAt: secondsOf(row.createTime),
      // A post of pictures has a video of no length.
      durationSeconds: numberOf(video?.duration) || undefined,
      hashtags: tagsOf([...(row.challenges ?? []).map(({ title }) => title), ...(row.textExtra ?? []).map((each) => each.hashtagName)]),
      type,
      language: row.textLanguage,
      country: row.locationCreated,
      channel: login,
      musicId: music?.id === undefined || music.id === null ? undefined : String(music.id),
      music: music?.title,
      musicAuthor: music?.authorName,
      pinned: row.isPinnedItem,
      advertisement: row.isAd,
      state: row.privateItem === true || row.secret === true ? 'private' : 'public',
    }),
    counts: givenCounts({
      views: count('playCount'),
      likes: count('diggCount'),
      comments: count('commentCount'),
      shares: count('shareCount'),
      saves: count('collectCount'),
    }),
  };
};
