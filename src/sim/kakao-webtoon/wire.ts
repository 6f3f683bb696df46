import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Answer } from '../platform.ts';
import { mix, uuidOf } from '../random.ts';
import { jsonWire } from '../wire.ts';
import { dayOfEpisode, episodesOn, finishedOn, restingOn } from '../naver-webtoon/schedule.ts';
import { nameOn } from '../naver-webtoon/title.ts';
import type { Title } from '../naver-webtoon/title.ts';
import { synopsisOf } from '../naver-webtoon/names.ts';
import { customTags } from '../naver-webtoon/words.ts';

/** Midnight in Korea as the gateway writes it: in UTC, on the day before. */
export const utcMidnight = (day: DayNumber): string => `${dayText(day - 1)}T15:00:00Z`;

/** Midnight in Korea as Kakao Page writes it. */
export const koreanMidnight = (day: DayNumber): string => `${dayText(day)}T00:00:00+09:00`;

/** Days as addresses name them, with the letters people read. */
export const days = [
  { code: 'mon', letter: '월' },
  { code: 'tue', letter: '화' },
  { code: 'wed', letter: '수' },
  { code: 'thu', letter: '목' },
  { code: 'fri', letter: '금' },
  { code: 'sat', letter: '토' },
  { code: 'sun', letter: '일' },
] as const;

/** Genres of the platform with their codes. */
export const genres = [
  { code: 'ROMANCE', name: '로맨스' },
  { code: 'ROMANCE_FANTASY', name: '로맨스 판타지' },
  { code: 'FANTASY_DRAMA', name: '판타지 드라마' },
  { code: 'SCHOOL_ACTION_FANTASY', name: '학원/액션/판타지' },
  { code: 'ACTION_WUXIA', name: '액션/무협' },
  { code: 'DRAMA', name: '드라마' },
  { code: 'HORROR_THRILLER', name: '공포/스릴러' },
  { code: 'COMIC_EVERYDAY_LIFE', name: '코믹/일상' },
] as const;

export const genreOf = (title: Title): (typeof genres)[number] => genres[title.genre % genres.length]!;

/** Addresses of pictures, without an ending: as they stand they answer 404. */
export const pictureOf = (contentId: number, kind: 'bg' | 'c1' | 'c2' | 't1', title: Title): string =>
  `https://kr-a.kakaopagecdn.com/P/C/${contentId}/${kind}/2x/${uuidOf(title.hash, kind.charCodeAt(1))}`;

/** The gateway's word that something is not there. */
export const notFound = (code: string): Answer => ({
  status: 404,
  body: jsonWire({ errors: [{ errorCode: code, errorMessage: 'not found' }] }),
});

/** Who made a title: whoever wrote and drew is named twice. */
export const authorsOf = (title: Title): object[] =>
  [
    ...title.writers.map(({ name }) => ({ name, type: 'AUTHOR' })),
    ...title.painters.map(({ name }) => ({ name, type: 'ILLUSTRATOR' })),
    ...title.originAuthors.map(({ name }) => ({ name, type: 'ORIGINAL_STORY' })),
    { name: `모래상자${title.hash % 40}`, type: 'PUBLISHER' },
  ].map((person, index) => ({ ...person, order: index + 1 }));

export const keywordsOf = (title: Title): string[] => title.tags.map((tag) => `#${customTags[tag - 1]!}`);

export const seoIdOf = (title: Title, day: DayNumber): string => nameOn(title, day).replaceAll(' ', '-');

export const ageOf = (title: Title): number => ({ RATE_12: 12, RATE_15: 15, RATE_18: 19 })[title.ageRating];

export const statusOf = (title: Title, day: DayNumber): string => {
  if (finishedOn(title.schedule, day)) return 'COMPLETED';
  if (restingOn(title.schedule, day)) return mix(title.hash, 503) % 2 === 0 ? 'EPISODES_NOT_PUBLISHING' : 'END_OF_SEASON';
  return 'EPISODES_PUBLISHING';
};

/** Badges of a card; `whole` adds those of a description: its days, its state, its age. */
export const badgesOf = (title: Title, day: DayNumber, whole: boolean): object[] => {
  const { schedule } = title;
  const finished = finishedOn(schedule, day);
  const isNew = day - dayOfEpisode(schedule, 1) < 30;
  const isUp = !finished && dayOfEpisode(schedule, episodesOn(schedule, day)) === day;
  const badge = (name: string, type: string): object => ({ title: name, type, imageUrl: null, expiredDateTime: null, value: null });
  return [
    badge(finished && title.dailyPass ? 'WAIT_FOR_FREE' : 'FREE_PUBLISHING', 'INFO'),
    ...(isNew ? [badge('new', 'NEW')] : []),
    ...(isUp ? [badge('up', 'UP')] : []),
    ...(title.adult || whole ? [badge(String(ageOf(title)), 'AGE_LIMIT')] : []),
    ...(whole ? [badge(statusOf(title, day), 'STATUS')] : []),
    ...(whole && !finished ? schedule.weekdays.map((weekday) => badge(days[weekday]!.code.toUpperCase(), 'WEEKDAYS')) : []),
  ];
};

export const synopsisIn = (title: Title): string => synopsisOf(title.hash, title.name);
