import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shapes of the platform, with everything in them invented. */
const title = (titleId: number, change: object = {}): object => ({
  titleId,
  titleName: `Title ${titleId}`,
  author: 'Ahn / Bae / Cho',
  thumbnailUrl: `https://image.example/${titleId}.jpg`,
  up: false,
  rest: false,
  bm: false,
  adult: false,
  starScore: 9.12345,
  viewCount: 0,
  openToday: false,
  potenUp: false,
  bestChallengeLevelUp: false,
  finish: false,
  new: false,
  ...change,
});

const pages = (page: number, totalRows: number, pageSize: number): object => {
  const totalPages = Math.ceil(totalRows / pageSize);
  return {
    totalRows,
    pageSize,
    indexSize: 10,
    page,
    rawPage: page,
    totalPages,
    nextPage: page < totalPages ? page + 1 : 0,
    startRowNum: (page - 1) * pageSize + 1,
  };
};

export const weekdayPayload = {
  titleListMap: {
    TUESDAY: [title(101, { viewCount: 123_456 }), title(102, { rest: true })],
    MONDAY: [title(103, { author: 'Solo' }), title(101, { viewCount: 123_456 }), title(104, { starScore: 0 })],
    SUNDAY: [],
  },
  dayOfWeek: 'TUESDAY',
};

export const dailyPlusPayload = { titleList: [title(201), title(202, { new: true, up: true })] };

export const finishedPayload = {
  titleList: [title(301, { finish: true }), title(302, { finish: true, rest: true })],
  pageInfo: pages(3, 500, 60),
};

const tags = [
  { id: 1, tagName: '로맨스', urlPath: '/g', curationType: 'GENRE_PURE' },
  { id: 2, tagName: 'vampire', urlPath: '/t', curationType: 'CUSTOM_TAG' },
  { id: 3, tagName: 'novel', urlPath: '/n', curationType: 'NOVEL_ORIGIN' },
];

const infoBase = {
  titleId: 101,
  titleName: 'Title 101',
  thumbnailUrl: 'https://image.example/101.jpg',
  webtoonLevelCode: 'WEBTOON',
  age: { type: 'RATE_15', description: '15' },
  publishDescription: 'on Tuesdays',
  synopsis: 'Somebody meets somebody.',
  favoriteCount: 14_000,
  favorite: false,
  publishDayOfWeekList: ['TUESDAY'],
  rest: false,
  finished: false,
  dailyPass: false,
  curationTagList: tags,
  new: false,
};

export const infoOf2023 = {
  ...infoBase,
  author: { writers: [{ id: 1, name: 'Ahn' }], painters: [{ id: 2, name: 'Bae' }], originAuthors: [{ id: 3, name: 'Cho' }] },
  latestReadArticle: { no: 5, subtitle: 'five', charge: false },
};

export const infoLater = {
  ...infoBase,
  communityArtists: [
    { artistId: 1, name: 'Ahn', artistTypeList: ['ARTIST_WRITER', 'ARTIST_PAINTER'], curationPageUrl: '/a' },
    { artistId: 3, name: 'Cho', artistTypeList: ['ARTIST_NOVEL_ORIGIN'], curationPageUrl: '/c' },
    { artistId: 4, name: 'Doh', artistTypeList: ['ARTIST_OF_ANOTHER_KIND'], curationPageUrl: '/d' },
  ],
  gfpAdCustomParam: { titleId: 101, dailyPlusYn: 'N' },
};

export const curationPayload = {
  pageInfo: pages(1, 30, 15),
  curationViewList: [
    {
      titleId: 101,
      titleName: 'Title 101',
      webtoonLevelCode: 'WEBTOON',
      thumbnailUrl: 'https://image.example/101.jpg',
      displayAuthor: 'Ahn',
      writers: [{ id: 1, name: 'Ahn', blogUrl: 'https://blog.example/ahn' }],
      painters: [{ id: 1, name: 'Ahn', blogUrl: 'https://blog.example/ahn' }],
      novelOriginAuthors: [],
      synopsis: 'Somebody meets somebody.',
      averageStarScore: 9.21,
      finished: false,
      adult: false,
      up: true,
      rest: false,
      publishDescription: 'on Mondays',
      articleTotalCount: 345,
      lastArticleServiceDate: '24.11.30',
      tagList: tags,
      genreList: [{ type: 'PURE', description: '로맨스' }],
      new: false,
    },
  ],
};

const episode = (no: number, change: object = {}): object => ({
  no,
  thumbnailUrl: `https://image.example/101/${no}.jpg`,
  subtitle: `Part ${no}`,
  starScore: 9.9,
  bgm: false,
  up: false,
  charge: false,
  serviceDateDescription: '24.02.29',
  hasReadLog: false,
  thumbnailLock: false,
  ...change,
});

/** 5 is missing, and the highest number is above the total: `no` is a name. */
export const listPayload = {
  titleId: 101,
  webtoonLevelCode: 'WEBTOON',
  totalCount: 43,
  finished: false,
  dailyPass: false,
  articleList: [episode(44, { up: true }), episode(6), episode(4, { starScore: 0 })],
  chargeFolderArticleList: [
    episode(46, { charge: true, starScore: 0, serviceDateDescription: '14일 후 무료' }),
    episode(45, { charge: true, serviceDateDescription: '7일 후 무료' }),
  ],
  pageInfo: pages(1, 43, 20),
  sort: 'DESC',
};

const reaction = (reactionType: string, count: number): object => ({
  reactionType,
  count,
  isReacted: false,
  periodUser: null,
  reactionTypeCode: { name: reactionType },
});
const content = (serviceId: string, contentsId: string, reactions: object[]): object => ({
  serviceId,
  contentsId,
  isDisplay: true,
  categoryId: null,
  countType: 'DEFAULT',
  reactions,
  reactionMap: Object.fromEntries(reactions.map((each, n) => [`Type@${n}f00`, each])),
  isLogin: false,
});

export const likesPayload = {
  contents: [
    content('COMIC', '101_44', [reaction('like', 321)]),
    content('COMIC', '101_6', []),
    content('ENTERTAIN', 'ne_1', [reaction('like', 1), reaction('congrats', 2), reaction('expect', 0)]),
    content('JOURNALIST', '76', [reaction('cheer', 1290)]),
  ],
};
export const likesUrl = `https://route-like.naver.com/v1/search/contents?q=${encodeURIComponent('COMIC[101_44]|COMIC[101_6]|COMIC[101_4]')}`;
export const jsonpWith =
  (callback: string, before = '') =>
  (payload: unknown): string =>
    `${before}${callback}(${JSON.stringify(payload, null, 1)});\n`;

export const countsPayload = {
  status: 'success',
  result: {
    countList: [
      {
        pageId: 'webtoon_101_44',
        totalRootPostCount: 520,
        totalPostCount: 900,
        activeRootPostCount: 510,
        activePostCount: 880,
        activeReactionCount: 10,
      },
      {
        pageId: 'webtoon_101_6',
        totalRootPostCount: 0,
        totalPostCount: 0,
        activeRootPostCount: 0,
        activePostCount: 0,
        activeReactionCount: 0,
      },
    ],
  },
};
export const countsUrl =
  'https://comic.naver.com/comment/api/community/v1/pages/activity/count/?pageIds=webtoon_101_44&pageIds=webtoon_101_6&pageIds=webtoon_101_4';

export const starsPayload = { starInfo: { averageStarScore: 9.91, starScoreCount: 12_345 }, favorite: false };

export const postPayload = (id: string, change: object = {}): object => ({
  serviceTicketId: 'comic_webtoon',
  pageId: 'webtoon_101_44',
  isPinned: false,
  depth: 1,
  status: 'SERVICE',
  body: `said in ${id}`,
  reactions: [
    {
      reactionId: 'post_like',
      contentId: id,
      emotions: [
        { emotionId: 'like', count: 6, reacted: false },
        { emotionId: 'dislike', count: 2, reacted: false },
      ],
    },
  ],
  extraList: [],
  createdBy: {
    publisherType: 'PAGE',
    id: 'reader1',
    cuid: 'cuid-1',
    name: 'A Reader',
    profileUrl: '_reader1',
    maskedUserId: 'read****',
    isCreator: false,
    isPageOwner: false,
    profileImage: {},
  },
  createdAt: 1_700_000_000_123,
  updatedAt: 1_700_000_000_123,
  childPostCount: 3,
  activeChildPostCount: 3,
  id,
  rootId: id,
  ...change,
});

export const postsPayload = {
  status: 'success',
  result: {
    isPageOwner: false,
    rootPostCount: 320,
    activeRootPostCount: 310,
    postCount: 640,
    activePostCount: 630,
    posts: [
      postPayload('post-9'),
      postPayload('post-8', { extraList: [{ key: 'CLEANBOT_STATUS', value: 'BLIND' }], updatedAt: 1_700_000_900_000 }),
    ],
    pagination: { next: 'post-8', prev: 'post-9' },
  },
};

export const repliesPayload = {
  status: 'success',
  result: { posts: [postPayload('post-9-r1', { rootId: 'post-9', depth: 2 })], pagination: {} },
};

export const cboxComment = {
  ticket: 'comic',
  objectId: '101_44',
  commentNo: 7_000_000_001,
  parentCommentNo: 7_000_000_001,
  replyCount: 2,
  replyAllCount: 2,
  replyList: null,
  contents: 'said long ago',
  userIdNo: '7QRS7',
  userName: 'read****',
  userProfileImage: 'https://image.example/me.png',
  maskedUserId: 'read****',
  maskedUserName: 're****',
  idNo: '7QRS7',
  profileUserId: 'reader1',
  userHomepageUrl: 'https://blog.example/reader1',
  exposedUserIp: '192.0.2.1',
  modTime: '2021-05-03T11:04:05+0900',
  modTimeGmt: '2021-05-03T02:04:05+0000',
  regTime: '2021-05-03T11:04:05+0900',
  regTimeGmt: '2021-05-03T02:04:05+0000',
  sympathyCount: 17,
  antipathyCount: 0,
  best: false,
  hiddenByCleanbot: false,
  visible: true,
  deleted: false,
  blind: false,
};

export const cboxPayload = {
  success: true,
  code: '1000',
  message: 'ok',
  result: {
    commentList: [cboxComment],
    pageModel: { page: 1, pageSize: 1, totalRows: 52, totalPages: 52, prevPage: 0, nextPage: 2, lastPage: 10 },
    count: { comment: 52, reply: 6, total: 58 },
    sort: 'NEW',
    bestList: [],
  },
};

const htmlRow = (no: number, stars: string, date: string): string =>
  `<li class="EpisodeListList__item--x1"><a href="/webtoon/detail?titleId=101&amp;no=${no}&amp;week=tue" class="EpisodeListList__link--x2">` +
  `<div class="EpisodeListList__thumbnail_area--x3"><img src="https://image.example/101/${no}.jpg" alt=""></div>` +
  `<p class="EpisodeListList__title_area--x4"><span class="EpisodeListList__title--x5">Part ${no} &amp; more</span></p>` +
  `<span class="Rating__star_area--x6"><i><span class="blind">stars</span></i><span class="text">${stars}</span></span><span class="date">${date}</span></a></li>`;

export const htmlPayload =
  `<html lang="ko"><head><meta property="og:title" content="Title &quot;101&quot;"></head><body><div id="root">` +
  `<span class="EpisodeListUser__text--y1">likes</span><span class="EpisodeListUser__count--y2">98,765</span>` +
  `<div class="EpisodeListView__count--y3">총 47화</div><ul class="EpisodeListList__episode_list--y4">` +
  Array.from({ length: 20 }, (_, n) => htmlRow(n + 1, n === 0 ? '9.61' : '10.00', '23.05.12')).join('') +
  `</ul></div></body></html>`;

/** One good payload or more for every endpoint. */
export const samples: readonly Sample[] = [
  { name: 'titles:weekday', payload: weekdayPayload, params: { order: 'view' } },
  { name: 'titles:daily-plus', payload: dailyPlusPayload, params: { order: 'star' } },
  { name: 'titles:finished', payload: finishedPayload, params: { order: 'user', page: 3 } },
  { name: 'series:info', payload: infoOf2023, params: { titleId: '101' } },
  { name: 'series:info', payload: infoLater, params: { titleId: '101' } },
  { name: 'series:curation', payload: curationPayload, params: { type: 'ARTIST', id: '1', page: 1 } },
  { name: 'episodes:list', payload: listPayload, params: { titleId: '101', page: 1 } },
  { name: 'episodes:mobile-list', payload: htmlPayload, write: String, params: { titleId: '101', page: 1 } },
  { name: 'likes:search', payload: likesPayload, url: likesUrl, params: { episodeIds: ['101_44', '101_6'] } },
  { name: 'likes:search', payload: likesPayload, write: jsonpWith('jQuery11_1', '/**/\n'), params: { episodeIds: ['101_44'] } },
  { name: 'comment-counts:activity-count', payload: countsPayload, url: countsUrl, params: { episodeIds: ['101_44', '101_6'] } },
  {
    name: 'stars:user-action',
    payload: starsPayload,
    url: 'https://comic.naver.com/api/userAction/info?titleId=101&no=44',
    params: { titleId: '101', no: '44' },
  },
  { name: 'comments:posts', payload: postsPayload, params: { episodeId: '101_44', cursor: 'post-10' } },
  { name: 'comments:replies', payload: repliesPayload, params: { postId: 'post-9' } },
  { name: 'comments:cbox', payload: cboxPayload, write: jsonpWith('_callback'), params: { episodeId: '101_44', page: 1 } },
];
