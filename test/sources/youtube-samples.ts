import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shape of the Data API, with everything in them invented. */
export const channelIds = ['UCinvented-channel-00001', 'UCinvented-channel-00002', 'UCinvented-channel-00003'];
const api = 'https://www.googleapis.com/youtube/v3';
const parts = 'part=snippet,contentDetails,statistics,brandingSettings,status';

const pictures = (stem: string): object =>
  Object.fromEntries(
    ['default', 'medium', 'high'].map((size, at) => [size, { url: `${stem}/${size}.jpg`, width: 88 * at, height: 88 * at }]),
  );

const list = (kind: string, items: readonly object[], change: object = {}): object => ({
  kind: `youtube#${kind}ListResponse`,
  etag: 'x',
  pageInfo: { totalResults: items.length, resultsPerPage: 50 },
  items,
  ...change,
});

export const channel = (id: string, handle: string, change: object = {}): object => ({
  kind: 'youtube#channel',
  etag: 'x',
  id,
  snippet: {
    title: `Title of ${handle}`,
    description: 'Cooks quietly.',
    customUrl: handle,
    publishedAt: '2019-04-05T06:07:08.123456Z',
    thumbnails: pictures(`https://yt3.example/${id}`),
    localized: { title: `Title of ${handle}`, description: 'Cooks quietly.' },
    country: 'KR',
  },
  contentDetails: { relatedPlaylists: { likes: '', uploads: `UU${id.slice(2)}` } },
  statistics: { viewCount: '123456789', subscriberCount: '456000', hiddenSubscriberCount: false, videoCount: '321' },
  status: { privacyStatus: 'public', isLinked: true, longUploadsStatus: 'longUploadsUnspecified', madeForKids: false },
  brandingSettings: {
    channel: { title: 'Title', description: 'Cooks.', keywords: 'cook quiet', country: 'KR' },
    image: { bannerExternalUrl: 'https://yt3.example/banner' },
  },
  ...change,
});

export const hiding = { statistics: { viewCount: '50', subscriberCount: '0', hiddenSubscriberCount: true, videoCount: '0' } };

export const channelsPayload = list('channel', [
  channel(channelIds[0]!, '@quietcook'),
  channel(channelIds[1]!, '@모래상자', hiding),
  channel(channelIds[2]!, 'namebeforehandles', {
    statistics: { viewCount: '7', subscriberCount: '987', hiddenSubscriberCount: false, videoCount: '2' },
  }),
]);

export const item = (
  videoId: string,
  position: number,
  change: { snippet?: object; contentDetails?: object; status?: object } = {},
): object => ({
  kind: 'youtube#playlistItem',
  etag: 'x',
  id: `item${position}`,
  snippet: {
    publishedAt: '2024-05-06T07:08:09Z',
    channelId: channelIds[0],
    title: `Pot ${position}`,
    description: 'A pot.',
    thumbnails: pictures(`https://i.example/${videoId}`),
    channelTitle: 'Title of @quietcook',
    playlistId: 'UUx',
    position,
    resourceId: { kind: 'youtube#video', videoId },
    videoOwnerChannelTitle: 'Title of @quietcook',
    videoOwnerChannelId: channelIds[0],
    ...change.snippet,
  },
  contentDetails: change.contentDetails ?? { videoId, videoPublishedAt: '2024-05-06T07:00:00Z' },
  status: change.status ?? { privacyStatus: 'public' },
});

export const lost = {
  deleted: {
    snippet: { title: 'Deleted video', description: 'This video is unavailable.', thumbnails: {} },
    contentDetails: {},
    status: { privacyStatus: 'privacyStatusUnspecified' },
  },
  private: {
    snippet: { title: 'Private video', description: 'This video is private.', thumbnails: {} },
    contentDetails: {},
    status: { privacyStatus: 'private' },
  },
};

export const uploadsPayload = list(
  'playlistItem',
  [item('aaaaaaaaaa1', 0), item('aaaaaaaaaa2', 1, lost.deleted), item('aaaaaaaaaa3', 2, lost.private), item('aaaaaaaaaa4', 3)],
  { nextPageToken: 'CGQQAA', pageInfo: { totalResults: 120, resultsPerPage: 50 } },
);

export const video = (id: string, change: object = {}): object => ({
  kind: 'youtube#video',
  etag: 'x',
  id,
  snippet: {
    publishedAt: '2024-05-06T07:00:00Z',
    channelId: channelIds[0],
    title: 'Pot #냄비',
    description: 'A pot. #quiet#cook\nhttps://pots.example/#top',
    thumbnails: pictures(`https://i.example/${id}`),
    channelTitle: 'Title of @quietcook',
    tags: ['pot', 'cook'],
    categoryId: '26',
    liveBroadcastContent: 'none',
    localized: { title: 'Pot', description: 'A pot.' },
    defaultAudioLanguage: 'ko',
  },
  contentDetails: { duration: 'PT1H2M3S', dimension: '2d', definition: 'hd', caption: 'true', licensedContent: true, contentRating: {} },
  status: { uploadStatus: 'processed', privacyStatus: 'public', license: 'youtube', embeddable: true, madeForKids: false },
  statistics: { viewCount: '98765', likeCount: '4321', favoriteCount: '0', commentCount: '210' },
  ...change,
});

export const videosPayload = list('video', [
  video('aaaaaaaaaa1'),
  video('aaaaaaaaaa4', { statistics: { viewCount: '12', favoriteCount: '0' } }),
  video('aaaaaaaaaa5', {
    contentDetails: { duration: 'P0D' },
    liveStreamingDetails: { actualStartTime: '2024-05-06T07:00:00Z', concurrentViewers: '345' },
  }),
]);

const idsUrl = `${api}/channels?${parts}&id=${channelIds.join(',')}&maxResults=50`;
const handleUrl = `${api}/channels?${parts}&forHandle=%40QuietCook`;
const userUrl = `${api}/channels?${parts}&forUsername=OldCook`;
const handlePayload = list('channel', [channel(channelIds[0]!, '@quietcook')]);
const userPayload = list('channel', [channel(channelIds[2]!, 'namebeforehandles')]);
const byName = [
  { name: 'by-handle', url: handleUrl, payload: handlePayload, params: { handle: '@quietcook' } },
  { name: 'by-user-name', url: userUrl, payload: userPayload, params: { userName: 'oldcook' } },
];

export const urls = {
  channels: idsUrl,
  byHandle: handleUrl,
  byUserName: userUrl,
  uploads: `${api}/playlistItems?part=snippet,contentDetails,status&playlistId=UUx&maxResults=50`,
  details: `${api}/videos?part=snippet,contentDetails,statistics,status,liveStreamingDetails&id=aaaaaaaaaa1,aaaaaaaaaa4,aaaaaaaaaa5`,
};

export const samples: readonly Sample[] = [
  { name: 'profile:channels', url: urls.channels, payload: channelsPayload, params: { id: channelIds } },
  ...byName.map((sample) => ({ ...sample, name: `profile:${sample.name}` })),
  { name: 'videos:uploads', url: urls.uploads, payload: uploadsPayload, params: { playlist: 'UUx', pageToken: '', size: 50 } },
  { name: 'videos:details', url: urls.details, payload: videosPayload, params: { id: ['aaaaaaaaaa1', 'aaaaaaaaaa4'] } },
  ...byName.map((sample) => ({ ...sample, name: `videos:${sample.name}` })),
];
