import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryValue } from '../wire.ts';
import { mix } from '../random.ts';
import { dayOfEpisode, finishedOn } from '../naver-webtoon/schedule.ts';
import { nameOn } from '../naver-webtoon/title.ts';
import type { Title } from '../naver-webtoon/title.ts';
import { authorsOf, badgesOf, days, genreOf, keywordsOf, notFound, pictureOf, seoIdOf } from './wire.ts';
import type { DayListing, KakaoWorld } from './world.ts';

/** The timetables: all titles of a day, or all finished ones, in one answer. Answers are kept for the day they belong to. */
export const createTimetables = (world: () => KakaoWorld): ((request: SimRequest) => Answer) => {
  let day: DayNumber | null = null;
  const bodies = new Map<string, string>();
  return (request) => {
    if (request.day !== day) bodies.clear();
    day = request.day;
    const placement = queryValue(request.query, 'placement') ?? '';
    let body = bodies.get(placement);
    if (body === undefined) {
      const listing = world().listing(request.day);
      const titles = titlesOf(listing, placement);
      // Without a day the real address is not there either.
      if (titles === null) return notFound('PLACEMENT_NOT_FOUND');
      body = jsonWire({ data: [sectionOf(world(), listing, placement, titles)] });
      bodies.set(placement, body);
    }
    return { body };
  };
};

const titlesOf = (listing: DayListing, placement: string): readonly Title[] | null => {
  if (placement === 'timetable_completed') return listing.finished;
  const match = /^timetable_([a-z]{3})(_free_publishing)?$/.exec(placement);
  const weekday = days.findIndex(({ code }) => code === match?.[1]);
  if (weekday < 0) return null;
  return match![2] === undefined ? listing.weekdays[weekday]! : listing.weekdays[weekday]!.filter(({ dailyPass }) => !dailyPass);
};

const sectionOf = (world: KakaoWorld, listing: DayListing, placement: string, titles: readonly Title[]): object => ({
  id: mix(placement.length, listing.day).toString(16).padStart(24, '0'),
  title: days.find(({ code }) => placement.startsWith(`timetable_${code}`))?.letter ?? '완결',
  module: 'WEEKDAYS',
  placement,
  tag: placement,
  advertisement: null,
  // In the order of their debut: the site sorts by the ranks, not by what it was sent.
  cardGroups: [
    {
      cards: titles
        .toSorted((left, right) => right.audience.debut - left.audience.debut || left.index - right.index)
        .map((title) => cardOf(world, listing, title)),
    },
  ],
});

const cardOf = (world: KakaoWorld, { day, ranks }: DayListing, title: Title): object => {
  const contentId = world.contentIdOf(title);
  const card = mix(title.hash, 504).toString(16).padStart(24, '0');
  const finished = finishedOn(title.schedule, day);
  return {
    id: card,
    key: `${mix(day, 505).toString(16).padStart(24, '0')}-${card}`,
    content: {
      catchphraseTwoLines: `${nameOn(title, day)},\n오늘의 이야기`,
      backgroundColor: `#${(title.hash & 0xffffff).toString(16).padStart(6, '0')}`,
      backgroundImage: pictureOf(contentId, 'bg', title),
      titleImageA: pictureOf(contentId, 't1', title),
      title: nameOn(title, day),
      titleImageAHeight: 66,
      seoKeywords: keywordsOf(title),
      anchorClip: { type: null, clipUrl: null, clipFirstFrame: null, clipLastFrame: null },
      badges: badgesOf(title, day, false),
      featuredCharacterImageA: pictureOf(contentId, 'c1', title),
      featuredCharacterImageB: pictureOf(contentId, 'c2', title),
      id: contentId,
      seoId: seoIdOf(title, day),
      adult: title.adult,
      authors: authorsOf(title),
    },
    additional: { anchor: false, labelBackgroundColor: '#3377CC', mediaType: 'image', label: '오늘 밀려온 작품', adult: title.adult },
    sorting: {
      ...ranks.get(title)!,
      completedAt: finished ? day - dayOfEpisode(title.schedule, title.schedule.total) : 0,
      createdAt: title.index + 1,
    },
    genreFilters: ['all', genreOf(title).code],
  };
};
