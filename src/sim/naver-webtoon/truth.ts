import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { previewsOn } from './article-list.ts';
import { threadOf } from './comment-thread.ts';
import { figuresOf, titleStarsOn } from './figures.ts';
import type { EpisodeFigures } from './figures.ts';
import { favouritesOn, interestAt, viewsOn } from './growth.ts';
import { dayOfEpisode, episodeOf, episodesOn, finishedOn, numberOf, restingOn } from './schedule.ts';
import type { Title } from './title.ts';
import { nameOn } from './title.ts';
import { castNames } from './traits.ts';
import type { World } from './world.ts';

/** What is true of a title on a day, whether or not a page tells it. */
export interface TitleTruth {
  readonly id: number;
  readonly name: string;
  readonly part: string | null;
  readonly growth: Title['audience']['growth'];
  readonly interest: number;
  readonly views: number;
  readonly viewsThatDay: number;
  readonly favourites: number;
  readonly favouritesThatDay: number;
  readonly stars: number;
  readonly episodes: number;
  readonly previews: number;
  readonly lastNo: number;
  readonly firstDay: string;
  readonly lastDay: string | null;
  readonly finished: boolean;
  readonly resting: boolean;
  readonly adult: boolean;
  readonly dailyPlus: boolean;
  readonly dailyPass: boolean;
  readonly showsViews: boolean;
  readonly renamedOn: string | null;
}

export const titleTruth = (title: Title, day: DayNumber): TitleTruth => {
  const { audience, schedule } = title;
  const episodes = episodesOn(schedule, day);
  return {
    id: title.id,
    name: nameOn(title, day),
    part: castNames[title.index] ?? null,
    growth: audience.growth,
    interest: interestAt(audience.growth, day - audience.base),
    views: viewsOn(audience, day),
    viewsThatDay: viewsOn(audience, day) - viewsOn(audience, day - 1),
    favourites: favouritesOn(audience, day),
    favouritesThatDay: favouritesOn(audience, day) - favouritesOn(audience, day - 1),
    stars: titleStarsOn(title, day),
    episodes,
    previews: episodes === 0 ? 0 : previewsOn(title, day),
    lastNo: numberOf(schedule, episodes),
    firstDay: dayText(dayOfEpisode(schedule, 1)),
    lastDay: episodes === 0 ? null : dayText(dayOfEpisode(schedule, episodes)),
    finished: finishedOn(schedule, day),
    resting: restingOn(schedule, day),
    adult: title.adult,
    dailyPlus: title.dailyPlus,
    dailyPass: title.dailyPass,
    showsViews: title.showsViews,
    renamedOn: title.renamed === null ? null : dayText(title.renamed.day),
  };
};

/** What is true of an episode on a day. */
export interface EpisodeTruth extends EpisodeFigures {
  readonly titleId: number;
  readonly no: number;
  /** Its place in the series, from 1. */
  readonly episode: number;
  readonly published: string;
  readonly activeRootComments: number;
  /** Replies included. */
  readonly activeComments: number;
}

/** What is true of one episode on a day, or null when it is not out. */
export const episodeTruth = (title: Title, no: number, day: DayNumber): EpisodeTruth | null => {
  const episode = episodeOf(title.schedule, no);
  if (episode === 0 || episode > episodesOn(title.schedule, day)) return null;
  const thread = threadOf(title, episode, day, episode)!;
  return {
    titleId: title.id,
    no,
    episode,
    published: dayText(dayOfEpisode(title.schedule, episode)),
    ...figuresOf(title, episode, day),
    activeRootComments: thread.activeRoots,
    activeComments: thread.activeRoots + thread.replies,
  };
};

/** The sums of a world on a day. Episodes are the free ones; previews come on top. */
export const worldSummary = (world: Pick<World, 'knownOn'>, day: DayNumber): Record<string, number> => {
  const known = world.knownOn(day);
  const count = (belongs: (title: Title) => boolean): number => known.filter(belongs).length;
  const finished = count((title) => finishedOn(title.schedule, day));
  const daily = count((title) => title.dailyPlus && !finishedOn(title.schedule, day));
  const adult = known.filter((title) => title.adult);
  const sum = (titles: readonly Title[]): number => titles.reduce((total, title) => total + episodesOn(title.schedule, day), 0);
  const previews = (titles: readonly Title[]): number => titles.reduce((total, title) => total + previewsOn(title, day), 0);
  const episodes = sum(known);
  return {
    titles: known.length,
    weekdayTitles: known.length - finished - daily,
    dailyPlusTitles: daily,
    finishedTitles: finished,
    adultTitles: adult.length,
    episodes,
    episodesWithoutLogin: episodes - sum(adult),
    previews: previews(known),
    previewsWithoutLogin: previews(known) - previews(adult),
  };
};
