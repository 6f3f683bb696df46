import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shapes of both services, with everything in them invented. */
const content = (id: number, change: object = {}): object => ({
  id,
  title: `Title ${id}`,
  seoId: `title-${id}`,
  authors: [
    { name: 'Ahn', type: 'AUTHOR', order: 1 },
    { name: 'Ahn', type: 'ILLUSTRATOR', order: 2 },
    { name: 'Bae', type: 'ORIGINAL_STORY', order: 3 },
    { name: 'Press', type: 'PUBLISHER', order: 4 },
  ],
  adult: false,
  badges: [{ title: 'up', type: 'UP', imageUrl: null }],
  seoKeywords: ['#quiet', '#sea'],
  featuredCharacterImageA: `https://image.example/${id}/a`,
  featuredCharacterImageB: `https://image.example/${id}/b`,
  backgroundImage: `https://image.example/${id}/bg`,
  catchphraseTwoLines: 'two\nlines',
  ...change,
});

const card = (id: number, popularity: number, change: object = {}): object => ({
  id: `card${id}`,
  key: `key-card${id}`,
  content: content(id, change),
  additional: { adult: false },
  sorting: {
    popularity,
    views: popularity + 1,
    popularityMale: popularity + 2,
    popularityFemale: popularity + 3,
    createdAt: id,
    completedAt: 0,
  },
  genreFilters: ['all', 'FANTASY_DRAMA'],
});

const section = (placement: string, cards: readonly object[]): object => ({
  id: 'section',
  title: 'x',
  module: 'WEEKDAYS',
  placement,
  tag: placement,
  cardGroups: [{ cards }],
});

export const timetablePayload = {
  data: [section('timetable_mon', [card(11, 70), card(12, 8), card(13, 2_147_483_647, { badges: [{ title: 'new', type: 'NEW' }] })])],
};

const dated = {
  ageLimit: 15,
  synopsis: 'A quiet sea.',
  onGoingStatus: 'EPISODES_PUBLISHING',
  status: 'SELLING',
  rest: false,
  newContent: false,
  upContent: true,
  serialStartDateTime: '2020-05-08T15:00:00Z',
  lastEpisodePublicationDateTime: '2021-09-12T13:00:17Z',
  completedDateTime: null,
};

const oldCard = (id: number, change: object = {}): object => ({ id: `card${id}`, content: content(id, { ...dated, ...change }) });

export const sectionsPayload = {
  data: {
    title: 'novel-weekdays',
    sections: [
      section('novel_mon', [oldCard(21), oldCard(22, { rest: true, onGoingStatus: 'EPISODES_NOT_PUBLISHING' })]),
      section('novel_thu', [oldCard(21), oldCard(23, { onGoingStatus: 'END_OF_SEASON' })]),
    ],
    advertisements: [],
  },
};

const nextData = {
  props: {
    initialProps: {
      pageProps: {
        initialTabPage: '',
        dehydratedState: {
          queries: [
            { queryKey: ['time-table', 'filter', 'timetable_weekdays'], state: { data: { data: { sorting: [] } } } },
            {
              queryKey: ['time-table', 'wed', 'timetable_wed_free_publishing'],
              state: { data: { success: true, data: [section('timetable_wed_free_publishing', [card(31, 5), card(32, 6)])] } },
            },
          ],
        },
      },
    },
  },
};
export const weekdayPagePayload = `<html><head></head><body><div></div><script id="__NEXT_DATA__" type="application/json">${JSON.stringify(nextData)}</script></body></html>`;

const pagination = (offset: number, limit: number, totalCount: number): object => ({
  pagination: { offset, limit, totalCount, last: offset + limit >= totalCount },
});

export const searchPayload = {
  data: { content: [content(41, { genre: 'Drama' }), content(42, { genre: 'Drama' })] },
  meta: pagination(0, 2, 9),
};

const pageRow = (id: number, change: object = {}): object => ({
  series_id: 60_000_000 + id,
  title: `Page ${id}`,
  authors: 'Ahn,Bae, Ahn',
  age_grade: 15,
  badge: 'BT02',
  on_issue: 'Y',
  category_uid: 10,
  category: '웹툰',
  sub_category: '로맨스',
  pub_period: '월, 목',
  is_waitfree: true,
  last_slide_added_dt: '2026-11-20T22:00:00+09:00',
  asset_property: { card_img: `key/${id}`, card_set: { background_img: `ground/${id}` } },
  ...change,
});

export const landingPayload = {
  result: {
    list: [pageRow(1), pageRow(2, { category_uid: 11 }), pageRow(3, { on_issue: 'P', badge: 'BT03', age_grade: 19 })],
    is_end: false,
    total_count: 60,
  },
  result_code: 0,
};

export const pageSearchPayload = {
  result: { list: [{ series_id: 60_000_009, title: 'Page 9', authors: 'Cho', category_uid: 10, category: '웹툰', state: '연재중' }] },
};

export const legacyPagePayload = {
  is_end: true,
  section_containers: [
    {
      type: 'S',
      section_type: 'WEEK',
      section_series: [
        {
          list: [
            {
              series_id: 52_000_001,
              title: 'Old 1',
              caption: 'old',
              author: 'Ahn, Bae',
              image: 'a/b/c',
              badge: 'BT03',
              read_count: 6800,
              age_grade: 0,
              category: 10,
              sub_category_title: '순정만화',
              last_slide_added_date: '2020-02-03 11:22:33',
              rank: -710,
            },
          ],
        },
      ],
    },
  ],
  result_code: 0,
};

export const daumPayload = {
  result: { status: '200', message: '' },
  data: [
    {
      id: 1418,
      nickname: 'old',
      title: 'Older 1',
      finishYn: 'N',
      restYn: 'N',
      introduction: 'old',
      startDate: '20190203000000',
      ageGrade: 19,
      averageScore: 8.5125,
      isNew: true,
      pcThumbnailImage: { id: 0, url: 'http://image.example/1' },
      cartoon: {
        id: 1,
        genres: [{ id: 1, name: '학원' }],
        artists: [
          { id: 1, name: 'Ahn', artistType: 'picture' },
          { id: 1, name: 'Ahn', artistType: 'story' },
        ],
        categories: [{ id: 1, name: 'sea' }],
      },
      webtoonWeeks: [
        { id: 1, weekDay: 'sat' },
        { id: 2, weekDay: 'sun' },
      ],
      latestWebtoonEpisode: { id: 1, dateCreated: '20190217000100' },
    },
  ],
};

export const contentPayload = {
  data: { ...content(11), ...dated, genre: 'Drama', statistics: { viewCount: 123_456, likeCount: 7_890 } },
};

export const profilePayload = {
  data: {
    ...content(11, {
      badges: [
        { title: 'EPISODES_PUBLISHING', type: 'STATUS' },
        { title: 'MON', type: 'WEEKDAYS' },
        { title: 'THU', type: 'WEEKDAYS' },
        { title: '15', type: 'AGE_LIMIT' },
      ],
    }),
    synopsis: 'A quiet sea.',
  },
};

const episode = (no: number, change: object = {}): object => ({
  id: 90_000 + no,
  contentId: 11,
  no,
  seasonNo: 1,
  seasonEpisodeNo: no,
  title: `${no}화`,
  seoId: `title-11-${no}`,
  readable: true,
  adult: false,
  useType: 'FREE',
  serialStartDateTime: '2023-10-01T15:00:00Z',
  ...change,
});

export const episodesPayload = {
  data: {
    episodes: [
      episode(63, { readable: false, useType: 'RENTAL', serialStartDateTime: '2023-12-01T15:00:00Z' }),
      episode(62, { readable: false, useType: 'RENTAL' }),
      episode(60),
    ],
  },
  meta: pagination(0, 30, 61),
};

const product = (order: number, change: object = {}): object => ({
  cursor_index: order,
  item: {
    product_id: 70_000_000 + order,
    title: `Page 1 ${order}화`,
    order_value: order,
    is_free: true,
    hidden: false,
    waitfree_blocked: false,
    thumbnail: `t/${order}`,
    start_sale_dt: '2026-11-02T00:00:00+09:00',
    page_count: 40,
    ...change,
  },
});

export const productsPayload = {
  result: {
    series_item: {
      ...pageRow(1),
      description: 'A page.',
      start_sale_dt: '2024-02-01T00:00:00+09:00',
      service_property: { view_count: 5_000 },
    },
    list: [product(40, { is_free: false, waitfree_blocked: true }), product(39, { is_free: false }), product(38)],
    has_next: true,
    total_count: 40,
  },
};

export const reviewPayload = { data: { likeCount: 321 } };

export const commentsPayload = {
  data: {
    comments: [1, 2].map((id) => ({
      id,
      userId: `user-${id}`,
      userName: `Reader ${id}`,
      content: `well ${id}`,
      likeCount: 10 - id,
      dislikeCount: 0,
      childCount: id - 1,
      createdDateTime: '2023-10-02T01:00:00Z',
      best: id === 1,
      deleted: false,
    })),
  },
  meta: pagination(0, 100, 150),
};

const gateway = 'https://gateway-kw.kakao.com';
const page = 'https://bff-page.kakao.com/api/gateway';

export const urls = {
  timetable: `${gateway}/section/v2/timetables/days?placement=timetable_mon`,
  landing: `${page}/view/v2/landing/dayofweek?category_uid=10&page=2&tab_uid=1&screen_uid=52`,
  profile: `${gateway}/decorator/v2/decorator/contents/11/profile`,
  episodes: `${gateway}/episode/v2/views/content-home/contents/11/episodes?sort=-NO&offset=0&limit=30`,
  products: `${page}/api/v2/content/product/list?series_id=60000001&cursor_index=0&cursor_direction=NEXT&window_size=25&sort_type=desc`,
  review: `${gateway}/popularity/v1/reviews/episode/90060?contentId=11`,
  comments: `${gateway}/comment/v1/comments?relationType=EPISODE&relationId=90060&sort=-LIKE&offset=0&limit=100&contentId=11`,
};

export const samples: readonly Sample[] = [
  { name: 'titles:timetable', url: urls.timetable, payload: timetablePayload, params: { placement: 'timetable_mon' } },
  { name: 'titles:weekday-sections', payload: sectionsPayload, params: { kind: 'novel' } },
  { name: 'titles:weekday-page', payload: weekdayPagePayload, write: String, params: { day: 'wed' } },
  { name: 'titles:search', payload: searchPayload, params: { word: '바다', offset: 0 } },
  { name: 'titles:landing', url: urls.landing, payload: landingPayload, params: { tab: 1, page: 2 } },
  { name: 'titles:page-search', payload: pageSearchPayload, params: { word: '바다', page: 0 } },
  { name: 'titles:legacy-page-week', payload: legacyPagePayload, params: { day: 1 } },
  { name: 'titles:legacy-daum-weekday', payload: daumPayload, params: { day: 'sun' } },
  { name: 'series:content', payload: contentPayload, params: { seriesId: '11' } },
  { name: 'series:profile', url: urls.profile, payload: profilePayload, params: { seriesId: '11' } },
  { name: 'series:series-item', url: urls.products, payload: productsPayload, params: { seriesId: '60000001' } },
  { name: 'episodes:list', url: urls.episodes, payload: episodesPayload, params: { seriesId: '11', offset: 0 } },
  { name: 'episodes:product-list', url: urls.products, payload: productsPayload, params: { seriesId: '60000001', cursor: 0 } },
  { name: 'likes:review', url: urls.review, payload: reviewPayload, params: { seriesId: '11', episode: '90060' } },
  { name: 'comments:list', url: urls.comments, payload: commentsPayload, params: { seriesId: '11', episode: '90060', offset: 0 } },
];
