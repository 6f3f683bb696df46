import type { DayNumber } from '../calendar.ts';
import { mix, unitOf } from '../random.ts';
import { interestAt, interestUntil } from './growth.ts';
import { dayOfEpisode } from './schedule.ts';
import type { Title } from './title.ts';

/** The figures of one episode on one day. */
export interface EpisodeFigures {
  readonly likes: number;
  readonly starCount: number;
  /** Out of 10, five decimals. */
  readonly stars: number;
  /** Comments ever written at the top level, deleted ones included. */
  readonly rootComments: number;
}

const likesPerView = 0.01;
const commentsPerView = 0.0012;

/** Reading habits of an episode: 0.7 to 1.3, half more for the first three. */
const weightOf = (title: Title, episode: number): number => (0.7 + 0.6 * unitOf(title.hash, episode)) * (episode <= 3 ? 1.5 : 1);

/** Likes: most come within days after publication, a few with every later day of interest. */
export const likesOn = (title: Title, episode: number, day: DayNumber): number => {
  const { growth, viewsPerDay, base } = title.audience;
  const published = dayOfEpisode(title.schedule, episode);
  const age = day - published;
  if (age < 0) return 0;
  const first = interestAt(growth, published - base) * (1 - Math.exp(-(age + 0.5) / 4));
  const later = 0.0005 * (interestUntil(growth, day - base) - interestUntil(growth, published - base));
  return Math.floor(viewsPerDay * likesPerView * weightOf(title, episode) * (first + later));
};

/** Stars of an episode: they start up to 0.15 low and settle within days. Monotone in nothing; deterministic in everything. */
export const starsOn = (title: Title, episode: number, age: number): number => {
  const noise = unitOf(title.hash, episode + 7_000_000);
  const settled = title.stars + 0.05 * noise - 0.03;
  const stars = settled - 0.15 * noise * Math.exp(-(age + 0.5) / 3);
  return Math.round(Math.min(9.99999, stars) * 100_000) / 100_000;
};

/** Comments an episode will have had in the end, as a real number. */
export const commentLimit = (title: Title, episode: number): number => {
  const { growth, viewsPerDay, base } = title.audience;
  const published = dayOfEpisode(title.schedule, episode);
  return viewsPerDay * commentsPerView * (0.6 + 0.8 * unitOf(title.hash, episode + 3_000_000)) * interestAt(growth, published - base);
};

/** Days after the publication day's beginning at which comments settle. */
export const commentDays = 3;

/** Top-level comments written by noon of a day. */
export const rootCommentsOn = (title: Title, episode: number, day: DayNumber): number => {
  const age = day - dayOfEpisode(title.schedule, episode);
  return age < 0 ? 0 : Math.floor(commentLimit(title, episode) * (1 - Math.exp(-(age + 0.5) / commentDays)));
};

export const figuresOf = (title: Title, episode: number, day: DayNumber): EpisodeFigures => {
  const likes = likesOn(title, episode, day);
  return {
    likes,
    starCount: Math.floor(likes * (1.3 + 0.6 * unitOf(title.hash, episode + 5_000_000))),
    stars: starsOn(title, episode, day - dayOfEpisode(title.schedule, episode)),
    rootComments: rootCommentsOn(title, episode, day),
  };
};

/** Stars of the title on a day: rising titles gain, falling ones lose, slowly. */
export const titleStarsOn = (title: Title, day: DayNumber): number => {
  const { growth, base } = title.audience;
  const drift = growth.kind === 'rising' ? 0.0004 : growth.kind === 'falling' ? -0.0015 : 0;
  const noise = (mix(title.hash, day) % 100) / 100_000;
  return Math.round(Math.min(9.99, Math.max(6, title.stars + drift * Math.max(-90, Math.min(90, day - base)) + noise)) * 100_000) / 100_000;
};
