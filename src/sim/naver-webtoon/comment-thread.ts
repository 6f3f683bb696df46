import { dayMs, midnightOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { mix } from '../random.ts';
import { commentDays, commentLimit, likesOn, rootCommentsOn } from './figures.ts';
import { dayOfEpisode, episodesOn, numberOf } from './schedule.ts';
import type { Title } from './title.ts';

/**
 * The comments under one episode, none of which is stored. The nth top-level comment (from 1, by time) has a hash; every 61st was deleted
 * and is not served; replies follow a pattern of sixteen, so that sums over thousands of comments need no loop.
 */
export interface Thread {
  readonly title: Title;
  readonly episode: number;
  readonly no: number;
  readonly pageId: string;
  readonly hash: number;
  readonly day: DayNumber;
  /** Top-level comments ever written. */
  readonly roots: number;
  /** Those that are still there. */
  readonly activeRoots: number;
  /** Replies under them. */
  readonly replies: number;
}

const deletedEvery = 61;

/** Replies under a comment, by (number + rotation) mod 16. */
const replyPattern = [0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0, 7];
const repliesPerRound = replyPattern.reduce((sum, replies) => sum + replies, 0);

const rotationOf = (hash: number): number => hash % 16;

/** The thread of an episode on a day, previews included (their readers comment too: none yet); null when there is no such page. */
export const threadOf = (title: Title, episode: number, day: DayNumber, visible: number): Thread | null => {
  if (episode < 1 || episode > visible) return null;
  const no = numberOf(title.schedule, episode);
  const hash = mix(title.hash, episode + 13_000_000);
  const roots = episode <= episodesOn(title.schedule, day) ? rootCommentsOn(title, episode, day) : 0;
  return {
    title,
    episode,
    no,
    pageId: `webtoon_${title.id}_${no}`,
    hash,
    day,
    roots,
    activeRoots: roots - Math.floor(roots / deletedEvery),
    replies: repliesUntil(hash, roots),
  };
};

export const isDeleted = (number: number): boolean => number % deletedEvery === 0;

/** Every 41st comment is hidden by the platform's filter; it is served and marked. */
export const isHidden = (number: number): boolean => number % 41 === 0;

/** Replies under the nth comment; a deleted one takes its replies along. */
export const repliesOf = (thread: Pick<Thread, 'hash'>, number: number): number =>
  isDeleted(number) ? 0 : replyPattern[(number + rotationOf(thread.hash)) % 16]!;

const repliesUntil = (hash: number, roots: number): number => {
  const rotation = rotationOf(hash);
  let sum = Math.floor(roots / 16) * repliesPerRound;
  for (let number = roots - (roots % 16) + 1; number <= roots; number++) sum += replyPattern[(number + rotation) % 16]!;
  for (let number = deletedEvery; number <= roots; number += deletedEvery) sum -= replyPattern[(number + rotation) % 16]!;
  return sum;
};

/** When the nth comment was written, milliseconds: the inverse of the curve by which they come. Always before the day's noon. */
export const writtenAt = (thread: Thread, number: number): number => {
  const limit = commentLimit(thread.title, thread.episode);
  const days = -commentDays * Math.log(1 - number / limit);
  return midnightOf(dayOfEpisode(thread.title.schedule, thread.episode)) + Math.floor(days * dayMs);
};

/** Likes of the nth comment; early ones collect more. */
export const commentLikes = (thread: Thread, number: number): number => {
  const reach = likesOn(thread.title, thread.episode, thread.day);
  const share = (mix(thread.hash, number) % 1000) / 1000;
  return Math.floor((reach * 0.05 * share ** 6) / (1 + number / 50));
};
