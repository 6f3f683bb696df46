import { mix, pick } from '../random.ts';
import { jsonWire, fromWire } from '../wire.ts';
import { commentLikes, isHidden, repliesOf, writtenAt } from './comment-thread.ts';
import type { Thread } from './comment-thread.ts';
import { subtitleWire } from './look.ts';
import { commentEndings, commentOpenings, readerNames } from './words.ts';

/** The platform's name for the nth comment of an episode, counted by time from 1. */
export const postId = (thread: Pick<Thread, 'pageId'>, number: number): string =>
  `KW-comic_webtoon:${Math.floor(number / 2000)}-${thread.pageId}-${number.toString(36)}`;

const idPattern = /^KW-comic_webtoon:\d+-webtoon_(\d+)_(\d+)-([0-9a-z]{1,8})(?:-r(\d+))?$/;

/** The parts of a comment's id, or null. */
export const parsePostId = (id: string): { readonly titleId: number; readonly no: string; readonly number: number } | null => {
  const match = idPattern.exec(id);
  return match && { titleId: Number(match[1]), no: match[2]!, number: Number.parseInt(match[3]!, 36) };
};

/** The text of a comment. */
export const commentText = (hash: number): string => {
  const ending = pick(commentEndings, mix(hash, 2));
  return pick(commentOpenings, mix(hash, 1)) + (ending === '' ? '' : ` ${ending}`);
};

/** An invented reader: 50,000 of them, each with a name, a masked name and stable ids. */
export const readerOf = (hash: number): { readonly number: number; readonly name: string; readonly masked: string } => {
  const number = mix(hash, 3) % 50_000;
  return { number, name: `${pick(readerNames, number)}${number}`, masked: `${mix(number, 77).toString(36).slice(0, 4)}****` };
};

interface Place {
  readonly id: string;
  readonly rootId: string;
  readonly depth: number;
  readonly hash: number;
  readonly at: number;
  readonly likes: number;
  readonly replies: number;
  readonly hidden: boolean;
  readonly top: boolean;
}

/** The nth top-level comment as wire JSON. */
export const rootPostWire = (thread: Thread, number: number, top = false): string => {
  const id = postId(thread, number);
  const hash = mix(thread.hash, number + 1_000_000);
  return postWire(thread, {
    id,
    rootId: id,
    depth: 1,
    hash,
    at: writtenAt(thread, number),
    likes: commentLikes(thread, number),
    replies: repliesOf(thread, number),
    hidden: isHidden(number),
    top,
  });
};

/** The nth reply (from 1) under a comment as wire JSON. */
export const replyPostWire = (thread: Thread, number: number, reply: number): string => {
  const rootId = postId(thread, number);
  const hash = mix(mix(thread.hash, number + 1_000_000), reply);
  return postWire(thread, {
    id: replyId(thread, number, reply),
    rootId,
    depth: 2,
    hash,
    at: writtenAt(thread, number) + reply * 1000,
    likes: hash % 4,
    replies: 0,
    hidden: false,
    top: false,
  });
};

export const replyId = (thread: Pick<Thread, 'pageId'>, number: number, reply: number): string => `${postId(thread, number)}-r${reply}`;

const postWire = (thread: Thread, place: Place): string => {
  const reader = readerOf(place.hash);
  const idHex = reader.number.toString(16).padStart(12, '0');
  return jsonWire({
    serviceTicketId: 'comic_webtoon',
    pageId: thread.pageId,
    pageUrl: `https://comic.naver.com/webtoon/detail?titleId=${thread.title.id}&no=${thread.no}`,
    pageName: fromWire(subtitleWire(thread.title, thread.episode)),
    isOwner: false,
    isPinned: false,
    isTop: place.top,
    commentDepth: place.depth,
    depth: place.depth,
    creationType: 'BY_USER',
    status: 'SERVICE',
    body: commentText(place.hash),
    bodyFormat: { type: 'PLAIN', version: '' },
    settings: { reply: 'ON', reaction: 'ON', spoilerFilter: 'OFF' },
    sectionGroup: { totalCount: 0, sections: [] },
    reactions: [
      {
        reactionId: 'post_like',
        contentId: place.id,
        emotions: [
          { emotionId: 'like', count: place.likes, reacted: false },
          { emotionId: 'dislike', count: place.hash % 5 === 0 ? Math.floor(place.likes / 30) : 0, reacted: false },
        ],
      },
    ],
    extraList: place.hidden ? [{ key: 'CLEANBOT_STATUS', value: 'BLIND' }] : [],
    createdBy: {
      publisherType: 'PAGE',
      id: `reader${reader.number}`,
      status: 'SERVICE',
      cuid: `00000000-0000-4000-8000-${idHex}`,
      name: reader.name,
      profileUrl: `_reader${reader.number}`,
      isCreator: false,
      isPageOwner: false,
      maskedUserId: reader.masked,
      encUserId: '',
      profileImage: {},
      extraList: [],
      restriction: { isWritePostRestricted: false, isBlindPostRestricted: false },
    },
    createdAt: place.at,
    updatedAt: place.at,
    childPostCount: place.replies,
    activeChildPostCount: place.replies,
    pageOwnerChildPostCount: 0,
    activePageOwnerChildPostCount: 0,
    id: place.id,
    rootId: place.rootId,
  });
};
