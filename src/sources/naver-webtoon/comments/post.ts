import { z } from 'zod';
import { exact, exactOrMissing, isoOf } from '../../../domain/index.ts';
import type { Count, ParsedRecord } from '../../../domain/index.ts';
import { rowReader } from '../../rows.ts';
import { given, platform, wireCount, wireFlag, wireText } from '../shape.ts';
import { episodeOfPage } from './page-id.ts';

/** Milliseconds that a date can hold. */
const wireInstant = z.int().min(0).max(8.64e15);

const post = z.object({
  id: z.string().min(1),
  rootId: wireText,
  pageId: z.string().min(1),
  status: wireText,
  body: wireText,
  isPinned: wireFlag,
  isTop: wireFlag,
  createdAt: wireInstant.nullish(),
  updatedAt: wireInstant.nullish(),
  childPostCount: wireCount,
  activeChildPostCount: wireCount,
  reactions: z
    .array(z.object({ emotions: z.array(z.object({ emotionId: z.string(), count: z.int().nonnegative() })).nullish() }))
    .nullish(),
  extraList: z.array(z.object({ key: z.string(), value: z.unknown().optional() })).nullish(),
  // Ids were hashed before they came here; numbers became hashes as well.
  createdBy: z.object({ cuid: wireText, id: wireText, isPageOwner: wireFlag, isCreator: wireFlag }).nullish(),
});

/** One comment or reply of the community service. */
export type Post = z.infer<typeof post>;

export const readPosts = rowReader<Post>(post);

/**
 * Where the people of a list of posts stand. The first path must be there wherever there are posts; the others have not been seen with
 * contents, and are named in case they get some. Ids of posts (`contentId`, `rootId`) name no person.
 */
export const privatePostFields = [
  'result.posts[].createdBy',
  'result.posts[].updatedBy?',
  'result.posts[].deletedBy?',
  'result.posts[].mentions?',
  'result.posts[].reactions[].emotions[].reactors?',
  'result.posts[].reactions[].emotions[].pageOwnerReactors?',
] as const;

/**
 * How often an emotion was shown. The recorded post has likes and no word of dislikes, and whether a post that nobody liked says
 * `count: 0` or leaves the emotion out is not known: what is not written is missing, not 0.
 */
const emotion = ({ reactions }: Post, name: string): Count | null => {
  for (const { emotions } of reactions ?? []) {
    for (const { emotionId, count } of emotions ?? []) if (emotionId === name) return exact(count);
  }
  return null;
};

/** Hidden by the service's filter: the body still comes, the site does not show it. */
const isHidden = ({ status, extraList }: Post): boolean =>
  (status !== null && status !== undefined && status !== 'SERVICE') ||
  (extraList ?? []).some(({ key, value }) => key === 'CLEANBOT_STATUS' && value === 'BLIND');

/** A comment as a record; it hangs on its episode, a reply too, which names the comment it answers in `replyTo`. */
export const commentOf = (each: Post): ParsedRecord => ({
  kind: 'comment',
  platform,
  id: each.id,
  parentId: episodeOfPage(each.pageId).id,
  fields: {
    ...given({
      body: each.body,
      createdAt: typeof each.createdAt === 'number' ? isoOf(each.createdAt) : null,
      editedAt: typeof each.updatedAt === 'number' && each.updatedAt !== each.createdAt ? isoOf(each.updatedAt) : null,
      author: each.createdBy?.cuid || each.createdBy?.id || null,
      byCreator: each.createdBy ? (each.createdBy.isPageOwner ?? false) || (each.createdBy.isCreator ?? false) : null,
      pinned: each.isPinned,
      best: each.isTop,
      replyTo: each.rootId !== each.id ? each.rootId : null,
    }),
    hidden: isHidden(each),
  },
  counts: {
    likes: emotion(each, 'like'),
    dislikes: emotion(each, 'dislike'),
    replies: exactOrMissing(each.activeChildPostCount ?? each.childPostCount),
  },
});
