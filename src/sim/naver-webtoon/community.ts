import type { IncomingHttpHeaders } from 'node:http';
import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryNumber, queryValue, queryValues, toWire } from '../wire.ts';
import { previewsOn } from './article-list.ts';
import { commentLikes, isDeleted, repliesOf, threadOf } from './comment-thread.ts';
import type { Thread } from './comment-thread.ts';
import { parsePostId, postId, replyId, replyPostWire, rootPostWire } from './community-post.ts';
import { episodeIn, subtitleWire } from './look.ts';
import { episodesOn } from './schedule.ts';
import type { World } from './world.ts';

const maxPageIds = 50;
const maxPageSize = 100;
const maxTops = 15;

const failed = (status: number, errorCode: string, message: string): Answer => ({
  status,
  body: jsonWire({ status: 'fail', error: { errorCode, message } }),
});
const noPage = (): Answer => failed(404, 'PAGE_NOT_FOUND', '페이지를 찾을 수 없습니다.');
const noTicket = (): Answer => failed(400, 'BAD_REQUEST', 'Service-Ticket-Id header is required');

/** The service works only for requests that say which one of its customers they mean. */
const hasTicket = (headers: IncomingHttpHeaders): boolean => headers['service-ticket-id'] === 'comic_webtoon';

/** The community service of 2025: comments, replies, best comments, counts in batches. Adult titles are open here. */
export const createCommunity = (world: World) => {
  const threadIn = (titleId: number, no: string, day: DayNumber): Thread | null => {
    const title = world.byId(titleId);
    return title ? threadOf(title, episodeIn(title, no), day, episodesOn(title.schedule, day) + previewsOn(title, day)) : null;
  };
  const threadAt = (pageId: string, day: DayNumber): Thread | null => {
    const match = /^webtoon_(\d{1,15})_(\d+)$/.exec(pageId);
    return match && threadIn(Number(match[1]), match[2]!, day);
  };

  return {
    posts({ query, day, headers }: SimRequest): Answer {
      if (!hasTicket(headers)) return noTicket();
      const thread = threadAt(queryValue(query, 'pageId') ?? '', day);
      if (!thread) return noPage();
      const size = sizeOf(query);
      if (size === null) return failed(400, 'BAD_REQUEST', 'nextSize');
      const cursor = queryValue(query, 'cursor') ?? '';
      const after = cursor === '' ? thread.roots + 1 : parsePostId(cursor)?.number;
      if (after === undefined) return failed(400, 'BAD_REQUEST', 'cursor');
      return { body: pageWire(thread, newestFirst(Math.min(after, thread.roots + 1), size)) };
    },

    childPosts({ query, day, headers, groups }: SimRequest): Answer {
      if (!hasTicket(headers)) return noTicket();
      const place = parsePostId(decodeURIComponent(groups[0]!));
      const thread = place && threadIn(place.titleId, place.no, day);
      if (!thread || place.number < 1 || place.number > thread.roots || isDeleted(place.number))
        return failed(404, 'POST_NOT_FOUND', '댓글을 찾을 수 없습니다.');
      const size = sizeOf(query);
      if (size === null) return failed(400, 'BAD_REQUEST', 'nextSize');
      const total = repliesOf(thread, place.number);
      const done = Number(/-r(\d+)$/.exec(queryValue(query, 'cursor') ?? '')?.[1] ?? 0);
      const last = Math.min(total, done + size);
      const posts: string[] = [];
      for (let reply = done + 1; reply <= last; reply++) posts.push(replyPostWire(thread, place.number, reply));
      const next = last < total ? `"next":"${replyId(thread, place.number, last)}"` : '';
      return { body: `{"status":"success","result":{"isPageOwner":false,"posts":[${posts.join(',')}],"pagination":{${next}}}}` };
    },

    top({ query, day, headers, groups }: SimRequest): Answer {
      if (!hasTicket(headers)) return noTicket();
      const thread = threadAt(decodeURIComponent(groups[0]!), day);
      if (!thread) return noPage();
      const tops = best(thread, Math.min(maxTops, Math.max(0, queryNumber(query, 'topCount', maxTops))));
      const recent = newestFirst(thread.roots + 1, Math.min(maxPageSize, Math.max(0, queryNumber(query, 'recentTopCount', 0))));
      const name = JSON.stringify(subtitleWire(thread.title, thread.episode));
      return {
        body:
          `{"status":"success","result":{"page":{"pageId":"${thread.pageId}","pageName":${name},${countsWire(thread)}}` +
          `,"pins":[],"tops":[${tops.map((number) => rootPostWire(thread, number, true)).join(',')}]` +
          `,"recents":[${recent.numbers.map((number) => rootPostWire(thread, number)).join(',')}]}}`,
      };
    },

    counts({ query, day, headers }: SimRequest): Answer {
      if (!hasTicket(headers)) return noTicket();
      const pageIds = queryValues(query, 'pageIds');
      if (pageIds.length === 0 || pageIds.length > maxPageIds) return failed(400, 'BAD_REQUEST', `pageIds must be 1 to ${maxPageIds}`);
      // Pages that are not out yet count 0 here; only the other addresses answer 404 (measured by others in 2026).
      const rows = pageIds.map((pageId) => countWire(pageId, threadAt(pageId, day)));
      return { body: `{"status":"success","result":{"countList":[${rows.join(',')}]}}` };
    },
  };
};

const sizeOf = (query: string): number | null => {
  const size = queryNumber(query, 'nextSize', 20);
  return size < 0 || size > maxPageSize ? null : size;
};

interface Slice {
  readonly numbers: readonly number[];
  /** True when older comments remain. */
  readonly more: boolean;
}

/** Comments before a number, newest first. A cursor is a place in time, so new comments do not shift it. */
const newestFirst = (before: number, size: number): Slice => {
  const numbers: number[] = [];
  let number = before - 1;
  for (; number >= 1 && numbers.length < size; number--) if (!isDeleted(number)) numbers.push(number);
  return { numbers, more: number >= 1 };
};

/** The most liked comments. Early ones collect most, so looking at the first 400 finds them. */
const best = (thread: Thread, count: number): number[] => {
  const candidates: { number: number; likes: number }[] = [];
  for (let number = 1; number <= Math.min(400, thread.roots); number++) {
    const likes = isDeleted(number) ? 0 : commentLikes(thread, number);
    if (likes > 0) candidates.push({ number, likes });
  }
  return candidates
    .sort((a, b) => b.likes - a.likes || a.number - b.number)
    .slice(0, count)
    .map(({ number }) => number);
};

const countsWire = ({ roots, activeRoots, replies }: Thread): string =>
  `"rootPostCount":${roots},"activeRootPostCount":${activeRoots},"postCount":${roots + replies},"activePostCount":${activeRoots + replies}`;

const pageWire = (thread: Thread, { numbers, more }: Slice): string => {
  const last = numbers.at(-1);
  const first = numbers[0];
  const idAt = (number: number): string => `"${postId(thread, number)}"`;
  const links = [
    ...(more && last !== undefined ? [`"next":${idAt(last)}`] : []),
    ...(first !== undefined && first < thread.roots ? [`"prev":${idAt(first)}`] : []),
  ];
  const posts = numbers.map((number) => rootPostWire(thread, number));
  return `{"status":"success","result":{"isPageOwner":false,${countsWire(thread)},"posts":[${posts.join(',')}],"pagination":{${links.join(',')}}}}`;
};

const countWire = (pageId: string, thread: Thread | null): string => {
  const roots = thread?.roots ?? 0;
  const active = thread?.activeRoots ?? 0;
  const replies = thread?.replies ?? 0;
  const reactions = active * 3 + replies;
  return (
    `{"pageId":${toWire(JSON.stringify(pageId))},"totalRootPostCount":${roots},"totalPostCount":${roots + replies},"totalReactionCount":${reactions}` +
    `,"activeRootPostCount":${active},"activePostCount":${active + replies},"activeReactionCount":${reactions},"activeRootPostReactionCount":${active * 3},"writePostRestrictionCount":0}`
  );
};
