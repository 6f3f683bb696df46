import type { TargetPlatform } from '../catalog/index.ts';
import type { Platform } from '../domain/index.ts';
import { chzzkAccountOf, keywordOf, soopAccountOf, tiktokAccountOf, twitchAccountOf, youtubeAccountOf } from '../sources/index.accounts.ts';

/** What people call a platform in the head of a column. */
const names: Readonly<Record<Platform, readonly string[]>> = {
  tiktok: ['TikTok', 'Tik Tok', '틱톡'],
  twitch: ['Twitch', 'twitch.tv', '트위치'],
  youtube: ['YouTube', 'You Tube', 'YT', '유튜브', '유투브'],
  soop: [
    'SOOP',
    'SOOPLIVE',
    '숲',
    'AfreecaTV',
    'Afreeca',
    '아프리카TV',
    '아프리카',
    '아프리카 (SOOP)',
    'SOOP (아프리카TV)',
    '숲(아프리카)',
  ],
  chzzk: ['CHZZK', '치지직', '네이버 치지직'],
  'naver-webtoon': ['Naver Webtoon', '네이버 웹툰', '네이버웹툰'],
  'kakao-webtoon': ['Kakao Webtoon', '카카오 웹툰', '카카오웹툰', '카카오페이지', '카카오 페이지'],
  'naver-shopping': ['Naver Shopping', '네이버 쇼핑', '네이버쇼핑'],
};

/** What a platform is about, and which of it an address or a name means. */
const about = (platform: Platform): Pick<TargetPlatform, 'kind' | 'accountOf'> => {
  switch (platform) {
    case 'tiktok':
      return { kind: 'channel', accountOf: tiktokAccountOf };
    case 'twitch':
      return { kind: 'channel', accountOf: twitchAccountOf };
    case 'youtube':
      return { kind: 'channel', accountOf: youtubeAccountOf };
    case 'soop':
      return { kind: 'channel', accountOf: soopAccountOf };
    case 'chzzk':
      return { kind: 'channel', accountOf: chzzkAccountOf };
    case 'naver-shopping':
      return { kind: 'keyword', accountOf: keywordOf };
    case 'naver-webtoon':
    case 'kakao-webtoon':
      return { kind: 'series', accountOf: (text) => seriesOf(platform, text) };
  }
};

/** The platforms of this version as an import has to know them. */
export const targetPlatforms = (): TargetPlatform[] =>
  (Object.keys(names) as Platform[]).map((platform) => ({ platform, names: names[platform], ...about(platform) }));

/** Where the id of a title stands in its addresses. */
const titleAddresses: Readonly<Partial<Record<Platform, RegExp>>> = {
  'naver-webtoon': /^https?:\/\/(?:m\.|www\.)?comic\.naver\.com\/[^?#]*\?(?:[^#]*&)?titleId=(\d+)/i,
  'kakao-webtoon': /^https?:\/\/(?:webtoon\.kakao\.com\/content\/[^/?#]+\/|page\.kakao\.com\/content\/)(\d+)/i,
};

/** The id of a title, given as it is or in an address. */
const seriesOf = (platform: Platform, text: string): string | null => {
  const given = text.trim();
  return titleAddresses[platform]?.exec(given)?.[1] ?? (/^[\w-]{1,100}$/.test(given) ? given : null);
};
