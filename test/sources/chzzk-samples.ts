import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shape of Chzzk, with everything in them invented. */
export const channelIds = ['0135756789abcdef0135756789abcdef', 'fedcba9876543210fedcba9876543210'] as const;
const [first, second] = channelIds;

export const answerOf = (content: unknown) => ({ code: 200, message: null, content });

export const channelContent = {
  channelId: first,
  channelName: '표본 방송',
  channelImageUrl: 'https://image.example/1.png',
  verifiedMark: true,
  channelType: 'STREAMING',
  channelDescription: 'A quiet channel.',
  followerCount: 1357,
  openLive: true,
  subscriptionAvailability: false,
  activatedChannelBadgeIds: [],
};

const openRow = (channelId: string, followerCount: number): object => ({
  channelId,
  channelName: `표본 ${followerCount}`,
  channelImageUrl: 'https://image.example/1.png',
  followerCount,
  verifiedMark: false,
});

const video = (videoNo: number, change: object = {}): object => ({
  videoNo,
  videoId: `V${videoNo}`,
  videoTitle: `Evening ${videoNo}`,
  videoType: 'REPLAY',
  publishDate: '2026-11-20 00:10:00',
  thumbnailImageUrl: 'https://image.example/thumb.jpg',
  trailerUrl: null,
  duration: 3600,
  readCount: 700,
  publishDateAt: 1_795_101_000_123,
  categoryType: 'GAME',
  videoCategory: 'Quiet_Sea',
  videoCategoryValue: '고요한 바다',
  exposure: false,
  adult: false,
  tags: ['#저녁', '저녁'],
  blindType: null,
  channel: { channelId: first, channelName: '표본 방송', channelImageUrl: null, verifiedMark: true },
  ...change,
});

export const videosContent = { page: 0, size: 24, totalCount: 30, totalPages: 2, data: [video(51), video(52, { videoType: 'UPLOAD' })] };

const live = (liveId: number, viewers: number): Record<string, unknown> => ({
  liveId,
  liveTitle: 'An evening',
  liveImageUrl: 'https://image.example/image_{type}.jpg',
  defaultThumbnailImageUrl: null,
  concurrentUserCount: viewers,
  cvExposure: true,
  accumulateCount: 4500,
  openDate: '2026-11-20 21:30:05',
  adult: false,
  tags: ['저녁'],
  categoryType: 'GAME',
  liveCategory: 'Quiet_Sea',
  liveCategoryValue: '고요한 바다',
  blindType: null,
});

export const detailContent = {
  ...live(71, 231),
  status: 'OPEN',
  closeDate: null,
  livePlaybackJson: JSON.stringify({ meta: { liveId: '71' }, live: { timeMachine: true, status: 'STARTED' }, media: [] }),
  livePollingStatusJson: '{"status": "STARTED"}',
  channel: { channelId: first, channelName: '표본 방송', channelImageUrl: null, verifiedMark: true },
};

export const statusContent = {
  liveTitle: 'An evening',
  status: 'OPEN',
  concurrentUserCount: 231,
  accumulateCount: 4500,
  adult: false,
  categoryType: 'GAME',
  liveCategory: 'Quiet_Sea',
  liveCategoryValue: '고요한 바다',
  livePollingStatusJson: '{"status": "STARTED", "isPublishing": true}',
};

const livesContent = {
  size: 2,
  page: { next: { concurrentUserCount: 90, liveId: 82 } },
  data: [
    { ...live(81, 120), channel: { channelId: first, channelName: '하나', channelImageUrl: '', verifiedMark: false } },
    { ...live(82, 90), channel: { channelId: second, channelName: '둘', channelImageUrl: '', verifiedMark: true } },
  ],
};

const api = 'https://api.chzzk.naver.com';

export const samples: readonly Sample[] = [
  {
    name: 'profile:open-channels',
    url: `https://openapi.chzzk.naver.com/open/v1/channels?channelIds=${first},${second}`,
    payload: answerOf({ data: [openRow(first, 1357), openRow(second, 5)] }),
    params: { ids: [first, second] },
  },
  { name: 'profile:channel', url: `${api}/service/v1/channels/${first}`, payload: answerOf(channelContent), params: { id: first } },
  {
    name: 'videos:list',
    url: `${api}/service/v1/channels/${first}/videos?sortType=LATEST&pagingType=PAGE&page=0&size=24`,
    payload: answerOf(videosContent),
    params: { id: first, page: 0 },
  },
  {
    name: 'live:live-detail',
    url: `${api}/service/v3/channels/${first}/live-detail`,
    payload: answerOf(detailContent),
    params: { id: first },
  },
  {
    name: 'live:live-status',
    url: `${api}/polling/v1/channels/${first}/live-status`,
    payload: answerOf(statusContent),
    params: { id: first },
  },
  { name: 'live:lives', url: `${api}/service/v1/lives?size=20&sortType=POPULAR`, payload: answerOf(livesContent), params: {} },
];
