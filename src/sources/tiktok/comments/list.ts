import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import { given, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { byApi } from '../call.ts';
import { tiktokParser } from '../codes.ts';
import { givenCounts, shownCount } from '../counts.ts';
import { readList } from '../list.ts';
import { askedFor, platform, secondsOf, wireCursor, wireId, wireMore, wireNumber } from '../shape.ts';

const row = z.object({
  ...{ cid: wireId, aweme_id: wireId.nullish(), text: wireText, create_time: wireNumber, comment_language: wireText },
  ...{ digg_count: wireNumber, reply_comment_total: wireNumber, is_author_digged: wireFlag, author_pin: wireFlag },
  // Every text of it has been replaced by a hash before it comes here.
  user: z.object({ uid: wireText, unique_id: wireText, nickname: wireText }).nullish(),
});
const readRows = rowReader(row);

const recordOf = (comment: z.infer<typeof row>, post: string | null): ParsedRecord => {
  const parentId = comment.aweme_id ?? post;
  return {
    ...{ kind: 'comment', platform, id: comment.cid },
    ...(parentId ? { parentId } : {}),
    fields: given({
      text: comment.text,
      publishedAt: secondsOf(comment.create_time),
      author: comment.user?.uid ?? comment.user?.unique_id,
      authorLogin: comment.user?.unique_id,
      authorTitle: comment.user?.nickname,
      language: comment.comment_language === 'un' ? undefined : comment.comment_language,
      likedByCreator: comment.is_author_digged,
      pinned: comment.author_pin,
    }),
    counts: givenCounts({ likes: shownCount(comment.digg_count), replies: shownCount(comment.reply_comment_total) }),
  };
};

const listPage = z.object({ comments: z.unknown().optional(), has_more: wireMore, cursor: wireCursor });

/** Rows a page; fewer come where some are not shown. */
export const commentsPerPage = 20;

/**
 * Comments of one post without the replies to them. `comments` is null where there are none. Whoever wrote is hashed whole, and so is what
 * repeats their names: answers that are shown with the comment, the people it mentions or answers, and the words for sharing it.
 */
export const commentList = byApi({
  name: 'list',
  evidence: 'recorded',
  privateFields: [
    'comments[].user',
    'comments[].reply_comment?',
    'comments[].reply_to_userid?',
    'comments[].reply_to_username?',
    'comments[].text_extra?',
    'comments[].label_list?',
    'comments[].share_info?',
    // The session in which a provider asked.
    'cookie?',
  ],
  path: '/api/comment/list/',
  query: ({ post, count, cursor }) => ({ aweme_id: String(post), count: Number(count), cursor: String(cursor ?? '0') }),
  parse: tiktokParser({ private: true, onNotFound: 'empty' }, (payload, { request }) => {
    const parsed = listPage.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), null)]);
    const { comments, has_more, cursor } = parsed.data;
    const post = askedFor(request.url, 'aweme_id');
    return readList({
      ...{
        path: 'comments',
        value: comments,
        read: readRows,
        record: (comment: z.infer<typeof row>) => recordOf(comment, post),
        more: has_more,
        direction: 'up',
      },
      metrics: ['likes', 'replies'],
      cursor: { path: 'cursor', value: cursor, asked: askedFor(request.url, 'cursor') },
    });
  }),
});
