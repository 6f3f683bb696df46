import type { Sample } from '../support/source-contract.ts';

/** Payloads in the shapes of TikTok, with everything in them invented. Counts are small: the site shows those as they are. */
const secUid = 'MS4wLjABAAAAinventedinventedinvented';

const user = (number: number, change: object = {}): object => ({
  ...{
    id: `70000000000000000${number}`,
    uniqueId: `someone.${number}`,
    nickname: `Someone ${number}`,
    secUid,
    signature: 'a quiet account',
  },
  ...{
    avatarLarger: 'https://image.example/l.jpeg',
    avatarMedium: 'https://image.example/m.jpeg',
    avatarThumb: 'https://image.example/s.jpeg',
  },
  ...{ verified: true, privateAccount: false, secret: false, ftc: false, relation: 0, commentSetting: 0 },
  ...change,
});

const accountStats = {
  diggCount: 0,
  followerCount: 4321,
  followingCount: 12,
  friendCount: 1,
  heart: 8765,
  heartCount: 8765,
  videoCount: 44,
};
const texts = (stats: object): object => Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, String(value)]));

export const userDetailPayload = {
  extra: { fatal_item_ids: [], logid: 'invented', now: 1 },
  ...{ statusCode: 0, status_code: 0, status_msg: '' },
  userInfo: {
    user: user(11, { createTime: 1_600_000_000, region: 'KR', language: 'ko', commerceUserInfo: { category: 'Food', commerceUser: true } }),
    stats: accountStats,
    statsV2: texts(accountStats),
  },
};

const itemStats = { collectCount: 5, commentCount: 7, diggCount: 99, playCount: 1234, shareCount: 3 };

export const item = (number: number, change: object = {}): Record<string, unknown> => ({
  ...{
    id: `7100000000000000${number}`,
    desc: 'folding a lamp #paper',
    createTime: 1_750_000_000 + number,
    author: user(11),
    textLanguage: 'en',
  },
  challenges: [{ id: '55', title: 'paper', desc: '' }],
  textExtra: [{ hashtagName: 'Paper', type: 1 }],
  music: { id: '7200000000000000001', title: 'original sound', authorName: 'someone', duration: 20 },
  stats: itemStats,
  statsV2: { ...texts(itemStats), repostCount: '0' },
  video: { id: 'v', duration: 17, cover: 'https://image.example/c.jpeg', playAddr: 'https://video.example/v.mp4' },
  ...{ isAd: false, privateItem: false, secret: false, isPinnedItem: false },
  ...change,
});

const itemListPayload = {
  ...{ cursor: '1749999999000', hasMore: true, statusCode: 0, status_code: 0, status_msg: '' },
  itemList: [item(12), item(13, { createTime: '1749999999', imagePost: { images: [{}] }, video: { duration: 0 } })],
};

const recommendPayload = { statusCode: 0, status_code: 0, itemList: [item(21), item(22), item(21)] };

const shareListPayload = {
  statusCode: 0,
  body: {
    ...{ hasMore: true, maxCursor: '1583029448000', minCursor: '1583270659000' },
    itemListData: [
      {
        itemInfos: {
          ...{
            id: '6800000000000000031',
            text: 'a lamp #paper',
            createTime: '1583243968',
            authorId: '7001',
            covers: ['https://image.example/c.jpeg'],
          },
          video: { urls: ['https://video.example/v.mp4'], videoMeta: { width: 576, duration: 15 } },
          ...{ diggCount: 71, shareCount: 2, playCount: 901, commentCount: 4 },
        },
        authorInfos: { secUid, userId: '7001', uniqueId: 'someone.1', verified: true },
        musicInfos: { musicId: '6700000000000000001', musicName: 'original sound', authorName: 'someone' },
        challengeInfoList: [{ challengeId: '5', challengeName: 'paper' }],
        textExtra: [{ HashtagName: 'paper' }],
      },
    ],
  },
  errMsg: null,
};

const videoListPayload = {
  statusCode: 0,
  videoList: {
    items: [
      {
        ...{
          id: '7100000000000000041',
          desc: 'a coat',
          createTime: '1750000000',
          authorUniqueId: 'Someone.2',
          authorNickname: 'Someone',
          authorVerified: false,
        },
        ...{
          hashtagList: [{ title: 'coat' }, { title: '#wool' }],
          musicTitle: 'original sound',
          diggCount: 31,
          playCount: 880,
          shareCount: 1,
          commentCount: 2,
        },
      },
    ],
    cursor: '20',
    hasMore: true,
  },
};

const comment = (number: number): object => ({
  ...{
    aweme_id: '7100000000000000051',
    cid: `73000000000000000${number}`,
    text: 'so calm',
    create_time: 1_750_000_100,
    comment_language: 'en',
  },
  ...{
    digg_count: 6,
    reply_comment_total: 1,
    reply_comment: null,
    is_author_digged: true,
    author_pin: false,
    text_extra: [],
    share_info: { desc: '', title: '', url: '' },
  },
  user: {
    uid: `70000000000000009${number}`,
    unique_id: 'reader',
    nickname: 'Reader',
    sec_uid: secUid,
    avatar_thumb: { uri: 'a', url_list: [] },
  },
});
const commentPayload = { comments: [comment(61), comment(62)], cursor: 20, has_more: 1, total: 31, status_code: 0, status_msg: '' };

const followerPayload = {
  ...{ hasMore: true, minCursor: 'eyJtYXhfY3Vyc29yIjo5LCJtaW5fY3Vyc29yIjo4fQ==', statusCode: 0, status_code: 0, total: 4321 },
  userList: [
    { user: user(71), stats: accountStats, statsV2: texts(accountStats) },
    { user: user(72, { verified: false }), stats: accountStats, statsV2: texts(accountStats) },
  ],
};

const mobilePayload = {
  ...{ has_more: true, min_time: 1_630_000_000, max_time: 1_630_000_100, status_code: 0, total: 99 },
  followers: [
    { uid: '6500000000000000081', unique_id: 'reader', nickname: 'Reader', avatar_uri: 'a/b', follower_count: 4, following_count: 5 },
  ],
};

const tag = (rank: number): object => ({
  ...{
    hashtag_id: `90000${rank}`,
    hashtag_name: `lamp${rank}`,
    country_info: { id: 'KR', value: 'Korea', label: 'KR' },
    is_promoted: false,
  },
  ...{ trend: [{ time: 1, value: 0 }], publish_cnt: 902, video_views: 8001, rank, rank_diff: 1, rank_diff_type: 1 },
});
const hashtagPayload = {
  ...{ code: 0, msg: 'OK', request_id: 'invented' },
  data: { list: [tag(1), tag(2)], pagination: { page: 1, size: 2, total: 4, has_more: true } },
};

const page = (id: string, data: object): string =>
  `<!DOCTYPE html><html><head><title>TikTok</title></head><body><script id="${id}" type="application/json">${JSON.stringify(data)}</script></body></html>`;

const scope = (section: string, data: object): string =>
  page('__UNIVERSAL_DATA_FOR_REHYDRATION__', { __DEFAULT_SCOPE__: { [section]: data } });

export const profilePages = {
  universal: scope('webapp.user-detail', { userInfo: userDetailPayload.userInfo, statusCode: 0, statusMsg: '' }),
  sigi: page('SIGI_STATE', {
    UserModule: { users: { 'someone.11': user(11) }, stats: { 'someone.11': accountStats } },
    UserPage: { uniqueId: 'someone.11', statusCode: 0 },
    ItemModule: { '710000000000000012': item(12, { author: 'someone.11', authorId: '7000000000000000011' }) },
  }),
  next: page('__NEXT_DATA__', {
    props: { pageProps: { statusCode: 0, userInfo: { user: user(11), stats: accountStats }, items: [item(12), item(13)] } },
  }),
};

export const videoPage = scope('webapp.video-detail', { itemInfo: { itemStruct: item(91) }, statusCode: 0, statusMsg: '' });

const asText = (payload: unknown): string => String(payload);
const account = { login: 'someone.11', secUid, channel: '7000000000000000011' };
const api = 'https://www.tiktok.com';

export const samples: readonly Sample[] = [
  {
    name: 'profile:user-detail',
    payload: userDetailPayload,
    params: account,
    url: `${api}/api/user/detail/?uniqueId=someone.11&secUid=${secUid}`,
  },
  ...Object.values(profilePages).map((payload) => ({
    name: 'profile:page',
    payload,
    write: asText,
    params: account,
    url: `${api}/@someone.11`,
  })),
  {
    ...{ name: 'posts:item-list', payload: itemListPayload, params: { ...account, count: 25, cursor: '0' } },
    url: `${api}/api/post/item_list/?secUid=x&count=25&cursor=0#channel=7000000000000000011`,
  },
  ...[profilePages.sigi, profilePages.next].map((payload) => ({
    name: 'posts:page',
    payload,
    write: asText,
    params: account,
    url: `${api}/@someone.11`,
  })),
  { name: 'posts:user-detail', payload: userDetailPayload, params: account, url: `${api}/api/user/detail/?uniqueId=someone.11&secUid=` },
  {
    name: 'posts:share-list-2020',
    payload: shareListPayload,
    params: { ...account, count: 30, cursor: '0' },
    url: `${api}/share/item/list?maxCursor=0`,
  },
  { name: 'trending:recommend', payload: recommendPayload, params: { count: 30 }, url: `${api}/api/recommend/item_list/?count=30` },
  {
    name: 'topic:video-list',
    payload: videoListPayload,
    params: { label: '10029', count: 30, cursor: '0' },
    url: `${api}/browse/api/get-video-list?label=10029&cursor=0`,
  },
  {
    name: 'comments:list',
    payload: commentPayload,
    params: { post: '7100000000000000051', count: 20, cursor: '0' },
    url: `${api}/api/comment/list/?aweme_id=7100000000000000051&cursor=0`,
  },
  {
    name: 'comments:in-page',
    payload: commentPayload,
    params: { post: '7100000000000000051', cursor: '0' },
    url: 'https://www.tiktok.com/api/comment/list/?aweme_id=7100000000000000051&cursor=0',
  },
  {
    ...{ name: 'followers:list', payload: followerPayload, params: { ...account, count: 30, cursor: '0' } },
    url: `${api}/api/user/list/?scene=21&secUid=x&minCursor=0#channel=7000000000000000011`,
  },
  {
    name: 'followers:user-detail',
    payload: userDetailPayload,
    params: account,
    url: `${api}/api/user/detail/?uniqueId=someone.11&secUid=`,
  },
  {
    name: 'followers:mobile-list',
    payload: mobilePayload,
    params: { ...account, count: 20, cursor: '0' },
    url: `${api}/aweme/v1/user/follower/list/?max_time=0#channel=7001`,
  },
  {
    name: 'post-details:page',
    payload: videoPage,
    write: asText,
    params: { login: 'someone.11', post: '7100000000000000091' },
    url: `${api}/@someone.11/video/7100000000000000091`,
  },
  {
    name: 'hashtags:popular',
    payload: hashtagPayload,
    params: { country: 'KR', page: 1 },
    url: `${api}/creative_radar_api/v1/popular_trend/hashtag/list?page=1&country_code=KR`,
  },
];
