/**
 * A small invented world for developing the dashboard without an API: titles, names and numbers are made up by a seeded generator,
 * so that two starts show the same. Serves development only; the tests use the real API.
 */
import type { Count, Episode, SeriesDetail, SeriesSummary } from '../src/api/shapes.ts';

/** mulberry32: 32 bits of state are plenty for a few thousand invented rows. */
export const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const firsts = [
  '밀물',
  '썰물',
  '해무',
  '갯벌',
  '조약돌',
  '산호',
  '돛단배',
  '소금꽃',
  '등대',
  '물수제비',
  '파랑주의보',
  '만조',
  '윤슬',
  '해안선',
  '수평선',
  '먼바다',
  '모래톱',
  '조수',
  '부표',
  '닻별',
];
const seconds = [
  '우체국',
  '세탁소',
  '수리점',
  '관측소',
  '연구회',
  '회고록',
  '정류장',
  '약국',
  '사전',
  '측량사',
  '식당',
  '항해일지',
  '배달부',
  '합창단',
  '탐정사무소',
  '야간반',
  '지도 제작자',
  '보관함',
  '계절 학교',
  '이사 보고서',
];
const family = ['가온', '나루', '다솜', '라온', '마루', '바다', '사름', '아라', '자올', '하늬'];
const given = ['별', '솔', '빛', '결', '담', '울', '품', '샘'];
const genres = ['판타지', '로맨스', '일상', '드라마', '액션', '스릴러', '개그', '무협/사극', '스포츠', '감성'];
const tags = ['항구 마을', '시간 여행', '요리', '성장', '가족', '오컬트', '두뇌싸움', '동물', '직장', '학원'];
const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'DAILY_PLUS'];

const exact = (value: number): Count => ({ value: Math.round(value), precision: 'exact' });
export const now = Date.parse('2026-11-20T09:30:00Z');
export const dayMs = 86_400_000;
export const iso = (instant: number): string => new Date(instant).toISOString();

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const seriesOf = (index: number): SeriesDetail => {
  const random = seeded(index * 7919 + 17);
  const state = random() < 0.42 ? 'finished' : random() < 0.08 ? 'rest' : 'ongoing';
  const likes = 10 ** (3 + random() * 4);
  const episodes = 8 + Math.floor(random() ** 2 * 420);
  const author = `${pick(random, family)}${pick(random, given)}`;
  const painter = random() < 0.4 ? `${pick(random, given)}${pick(random, family)}` : null;
  const weekdays = state === 'finished' ? [] : [days[index % 8]!];
  const adult = random() < 0.06;
  const id = String(700000 + index);
  const rank = state === 'finished' ? null : exact(Math.floor(index / 8) + 1);
  const ids = Object.fromEntries(
    ['fields', 'favourites', 'likes', 'comments', 'rank', 'stars', 'episodes'].map((metric, n) => [metric, String(90000 + index * 10 + n)]),
  );
  return {
    platform: index % 9 === 8 ? 'kakao-webtoon' : 'naver-webtoon',
    id,
    title: `${firsts[index % firsts.length]!} ${seconds[Math.floor(index / firsts.length + index) % seconds.length]!}${index >= 400 ? ` ${Math.floor(index / 400) + 1}` : ''}`,
    authors: painter ? [author, painter] : [author],
    thumbnailUrl: index % 3 === 0 ? `/api/v1/images/${id}.svg` : index % 31 === 4 ? '/api/v1/images/missing.svg' : null,
    weekdays,
    state,
    genres: [pick(random, genres)],
    ageRating: adult ? 'RATE_18' : pick(random, ['RATE_12', 'RATE_15', 'ALL']),
    adult,
    counts: {
      views: random() < 0.08 ? { value: Math.round(likes / 1000) * 52000, precision: 'rounded', digits: 2 } : null,
      likes: random() < 0.04 ? null : exact(likes),
      comments: random() < 0.05 ? null : exact(likes * (0.04 + random() * 0.1)),
      favourites:
        random() < 0.03 ? null : random() < 0.05 ? { value: 1_000_000, precision: 'at-least' } : exact(likes * (0.1 + random() * 0.5)),
      rank,
      stars: { value: Math.round((8.4 + random() * 1.58) * 100) / 100, precision: 'exact' },
      episodes: exact(episodes),
    },
    likesKnown: episodes,
    commentsKnown: Math.max(0, episodes - Math.floor(random() * 3)),
    lastSeenAt: iso(now - random() * 3_600_000),
    synopsis:
      '바닷물이 빠질 때마다 마을 어귀에 낯선 물건이 하나씩 남는다. 그것들을 주인에게 돌려주기로 한 사람들의 느리고 다정한 이야기.\n어느 날, 아직 오지 않은 날짜가 적힌 편지가 밀려온다.',
    tags: [pick(random, tags), pick(random, tags)].filter((tag, n, all) => all.indexOf(tag) === n),
    publishDescription: weekdays.length ? '매주 연재' : '완결',
    url: `https://comic.naver.com/webtoon/list?titleId=${id}`,
    authorRoles: [{ name: author, roles: ['writer'] }, ...(painter ? [{ name: painter, roles: ['painter'] }] : [])],
    firstSeenAt: iso(now - 90 * dayMs),
    ranks: rank
      ? weekdays.flatMap((weekday) =>
          ['user', 'view', 'star', 'update'].map((order, n) => ({
            weekday,
            order,
            count: exact(rank.value + n),
            exchangeId: String(80000 + n),
          })),
        )
      : [],
    exchangeIds: ids,
  };
};

export const series: readonly SeriesDetail[] = Array.from({ length: 1240 }, (_, index) => seriesOf(index));

export const summaryOf = ({
  synopsis,
  tags: _tags,
  publishDescription,
  url,
  authorRoles,
  firstSeenAt,
  ranks,
  exchangeIds,
  ...summary
}: SeriesDetail): SeriesSummary => summary;

export const episodesOf = (detail: SeriesDetail): Episode[] => {
  const random = seeded(Number(detail.id));
  const count = detail.counts.episodes?.value ?? 0;
  const mean = (detail.counts.likes?.value ?? 40_000) / Math.max(1, count);
  return Array.from({ length: count }, (_, n) => {
    const likes = mean * (1.7 - (1.2 * n) / count) * (0.8 + random() * 0.4) * (n === 0 ? 2.4 : 1);
    const preview = n >= count - 3 && detail.state === 'ongoing';
    return {
      id: `${detail.id}_${n + 1}`,
      no: n + 1 + (n > 20 ? 1 : 0),
      title: n === 0 ? '프롤로그' : `${n}화 ${pick(random, firsts)}`,
      publishedOn: preview ? null : iso(now - (count - n) * 7 * dayMs).slice(0, 10),
      charge: preview,
      preview,
      thumbnailUrl: null,
      counts: preview
        ? { likes: null, comments: null, stars: null, starVotes: null }
        : {
            likes: exact(likes),
            comments: random() < 0.02 ? null : exact(likes * 0.08 * (0.5 + random())),
            stars: { value: Math.round((9.2 + random() * 0.78) * 100) / 100, precision: 'exact' },
            starVotes: exact(likes * 1.3),
          },
      lastSeenAt: detail.lastSeenAt,
      exchangeId: String(500000 + n),
    };
  });
};
