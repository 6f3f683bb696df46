import { z } from 'zod';
import type { Json, ParsedRecord } from '../../../domain/index.ts';
import { given, koreanDayOf, whenOf, wireFlag, wireId, wireText } from '../../fields.ts';
import { imageUrl } from '../gateway.ts';
import { peopleFields, wireAuthors } from '../people.ts';
import { ageRatingOf, dayNamed, platform, wireRank } from '../shape.ts';

const badge = z.object({ title: wireText, type: wireText });

/** What the gateway writes about a series, on a card, in a search and in its description: the same names, not always all of them. */
export const wireContent = z.object({
  // Not to be taken for the card's own `id`, which is another for each list.
  id: wireId,
  title: z.string().min(1),
  seoId: wireText,
  authors: wireAuthors,
  adult: wireFlag,
  ageLimit: z.int().nonnegative().nullish(),
  badges: z.array(badge).nullish(),
  seoKeywords: z.array(z.string()).nullish(),
  synopsis: wireText,
  catchphraseTwoLines: wireText,
  genre: wireText,
  onGoingStatus: wireText,
  status: wireText,
  rest: wireFlag,
  newContent: wireFlag,
  upContent: wireFlag,
  serialStartDateTime: wireText,
  lastEpisodePublicationDateTime: wireText,
  completedDateTime: wireText,
  featuredCharacterImageA: wireText,
  featuredCharacterImageB: wireText,
  backgroundImage: wireText,
});
export type Content = z.infer<typeof wireContent>;

/** A card of a list: a series and its place in the platform's own orders. */
export const wireCard = z.object({
  content: wireContent,
  sorting: z.object({ popularity: wireRank, views: wireRank, popularityMale: wireRank, popularityFemale: wireRank }).nullish(),
  genreFilters: z.array(z.string()).nullish(),
});
export type Card = z.infer<typeof wireCard>;

/** The titles of badges of one type; undefined when no badges are given at all. */
const badgesOf = ({ badges }: Content, type: string): string[] | undefined =>
  badges?.flatMap((each) => (each.type === type && each.title ? [each.title] : []));

/** Whether a series goes on. Between two seasons nothing is published: it rests, whatever it is called. */
const stateOf = (content: Content): 'ongoing' | 'rest' | 'finished' | undefined => {
  if (content.completedDateTime) return 'finished';
  for (const word of [content.onGoingStatus, ...(badgesOf(content, 'STATUS') ?? []), content.status]) {
    switch (word) {
      case 'COMPLETED':
      case 'END':
        return 'finished';
      case 'EPISODES_NOT_PUBLISHING':
      case 'END_OF_SEASON':
      case 'SEASON_COMPLETED':
      case 'REST':
        return 'rest';
      case 'EPISODES_PUBLISHING':
        return content.rest === true ? 'rest' : 'ongoing';
    }
  }
  return content.rest === true ? 'rest' : undefined;
};

/** Tags without the sign in front. */
const tagsOf = (keywords: readonly string[] | null | undefined): string[] | undefined =>
  keywords ? [...new Set(keywords.map((word) => word.replace(/^#+/, '').trim()).filter((word) => word !== ''))] : undefined;

const ageIn = (content: Content): ReturnType<typeof ageRatingOf> => {
  const marks = badgesOf(content, 'AGE_LIMIT') ?? [];
  return ageRatingOf(content.ageLimit ?? (marks.length > 0 ? Number(marks[0]) : undefined));
};

/** The days a series is published on, where its badges say so. */
const weekdaysOf = (content: Content): string[] | undefined => {
  const days = (badgesOf(content, 'WEEKDAYS') ?? []).map(dayNamed).filter((day) => day !== undefined);
  return days.length > 0 ? days : undefined;
};

/** A series in our words. `listed` is what the place in a list adds: its day, or that it has ended. */
export const contentFields = (content: Content, listed: Readonly<Record<string, Json | undefined>> = {}): Record<string, Json> => {
  const ageRating = ageIn(content);
  const news = badgesOf(content, 'NEW');
  const ups = badgesOf(content, 'UP');
  const latest = whenOf(content.lastEpisodePublicationDateTime);
  return given({
    ...listed,
    title: content.title,
    ...peopleFields(content.authors),
    seoId: content.seoId,
    // The figure alone, as the site's tiles show it over a coloured ground; the ground alone often shows no more than a sky.
    thumbnailUrl:
      imageUrl(content.featuredCharacterImageB) ?? imageUrl(content.featuredCharacterImageA) ?? imageUrl(content.backgroundImage),
    weekdays: weekdaysOf(content) ?? listed['weekdays'],
    state: stateOf(content) ?? listed['state'],
    genres: content.genre ? [content.genre] : undefined,
    tags: tagsOf(content.seoKeywords),
    ageRating,
    adult: content.adult ?? (ageRating === undefined ? undefined : ageRating === '18'),
    synopsis: content.synopsis,
    tagline: content.catchphraseTwoLines,
    publishing: content.onGoingStatus,
    isNew: content.newContent ?? news?.includes('new'),
    updatedToday: content.upContent ?? (ups ? ups.length > 0 : undefined),
    startedOn: koreanDayOf(content.serialStartDateTime),
    lastPublishedOn: latest?.day,
    lastPublishedAt: latest?.instant,
    completedOn: koreanDayOf(content.completedDateTime),
  });
};

/** A series in one place of a list. */
export const seriesRecord = (content: Content, more: Pick<ParsedRecord, 'counts'> & Partial<ParsedRecord>): ParsedRecord => ({
  kind: 'series',
  platform,
  id: String(content.id),
  fields: {},
  ...more,
});
