import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shapes of Helix, with everything in them invented. */
const helix = 'https://api.twitch.tv/helix';

export const user = (id: string, login: string, change: object = {}): object => ({
  id,
  login,
  display_name: login.toUpperCase(),
  type: '',
  broadcaster_type: 'partner',
  description: `About ${login}.`,
  profile_image_url: `https://static-cdn.jtvnw.net/invented/${id}-300x300.png`,
  offline_image_url: '',
  view_count: 0,
  created_at: '2019-03-04T05:06:07Z',
  ...change,
});

export const video = (id: string, change: object = {}): object => ({
  id,
  stream_id: `8${id}`,
  user_id: '700',
  user_login: 'harbour',
  user_name: 'Harbour',
  title: `Evening ${id}`,
  description: '',
  created_at: '2026-10-01T10:00:00Z',
  published_at: '2026-10-01T10:00:01Z',
  url: `https://www.twitch.tv/videos/${id}`,
  thumbnail_url: `https://static-cdn.jtvnw.net/invented/${id}/thumb0-%{width}x%{height}.jpg`,
  viewable: 'public',
  view_count: 321,
  language: 'ko',
  type: 'archive',
  duration: '3h20m5s',
  muted_segments: null,
  ...change,
});

export const stream = (userId: string, login: string, change: object = {}): object => ({
  id: `55${userId}`,
  user_id: userId,
  user_login: login,
  user_name: login.toUpperCase(),
  game_id: '12',
  game_name: 'Paper Boats',
  type: 'live',
  title: 'Folding until dawn\n',
  viewer_count: 4321,
  started_at: '2026-11-20T09:00:00Z',
  language: 'en',
  thumbnail_url: `https://static-cdn.jtvnw.net/previews-ttv/live_user_${login}-{width}x{height}.jpg`,
  tag_ids: [],
  tags: ['English'],
  is_mature: false,
  ...change,
});

export const channel = (id: string, login: string): object => ({
  broadcaster_id: id,
  broadcaster_login: login,
  broadcaster_name: login.toUpperCase(),
  broadcaster_language: 'ko',
  game_id: '12',
  game_name: 'Paper Boats',
  title: 'Soon',
  delay: 0,
  tags: ['quiet'],
  content_classification_labels: ['Gambling'],
  is_branded_content: false,
});

export const samples: readonly Sample[] = [
  {
    name: 'profile:users',
    url: `${helix}/users?id=701&login=harbour`,
    payload: {
      data: [
        user('701', 'lighthouse', { display_name: '등대', view_count: 77 }),
        user('700', 'harbour', { broadcaster_type: '', type: 'staff' }),
      ],
    },
    params: { id: ['701'], login: ['harbour'] },
  },
  {
    name: 'profile:channels',
    url: `${helix}/channels?broadcaster_id=700&broadcaster_id=701`,
    payload: { data: [channel('701', 'lighthouse'), channel('700', 'harbour')] },
    params: { id: ['700', '701'] },
  },
  {
    name: 'profile:followers',
    url: `${helix}/channels/followers?broadcaster_id=700&first=1`,
    payload: { total: 9876, data: [], pagination: {} },
    params: { id: '700' },
  },
  {
    name: 'videos:list',
    url: `${helix}/videos?user_id=700&first=100&sort=time`,
    payload: {
      data: [
        video('91'),
        video('92', { type: 'highlight', stream_id: '1', duration: '41m50s', view_count: 0 }),
        video('93', { type: 'upload', stream_id: null, duration: '21s', muted_segments: [{ duration: 30, offset: 120 }] }),
      ],
      pagination: { cursor: 'abc' },
    },
    params: { user: '700', after: '' },
  },
  {
    name: 'videos:resolve',
    url: `${helix}/users?login=harbour`,
    payload: { data: [user('700', 'harbour')] },
    params: { login: 'harbour' },
  },
  {
    name: 'videos:clips',
    url: `${helix}/clips?broadcaster_id=700&first=100`,
    payload: {
      data: [
        {
          id: 'QuietPaperBoat-x1',
          url: 'https://clips.twitch.tv/QuietPaperBoat-x1',
          embed_url: 'https://clips.twitch.tv/embed?clip=QuietPaperBoat-x1',
          broadcaster_id: '700',
          broadcaster_name: 'Harbour',
          creator_id: 'hashed',
          creator_name: 'hashed',
          video_id: '91',
          game_id: '12',
          language: 'en',
          title: 'Splash',
          view_count: 12,
          created_at: '2026-10-01T11:00:00Z',
          thumbnail_url: 'https://clips-media-assets2.twitch.tv/invented.jpg',
          duration: 28.3,
        },
      ],
      pagination: {},
    },
    params: { user: '700' },
  },
  {
    name: 'streams:live',
    url: `${helix}/streams?user_id=700&user_id=701&user_id=702&type=live&first=100`,
    payload: { data: [stream('701', 'lighthouse'), stream('700', 'harbour', { viewer_count: 0 })], pagination: {} },
    params: { id: ['700', '701', '702'] },
  },
  {
    name: 'streams:search',
    url: `${helix}/search/channels?query=harbour&first=100`,
    payload: {
      data: [
        {
          broadcaster_language: 'ko',
          broadcaster_login: 'harbour',
          display_name: 'Harbour',
          game_id: '12',
          game_name: 'Paper Boats',
          id: '700',
          is_live: false,
          tag_ids: [],
          tags: ['quiet'],
          thumbnail_url: 'https://static-cdn.jtvnw.net/invented/700-300x300.png',
          title: 'Soon',
          started_at: '',
        },
      ],
      pagination: { cursor: 'MjA=' },
    },
    params: { query: 'harbour' },
  },
];
