import type { TargetPlatform } from '../catalog/index.ts';
import type { Platform } from '../domain/index.ts';
import { keywordOf, sources } from '../sources/index.ts';
import type { Source } from '../sources/index.ts';

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

/** The platforms of this version as an import has to know them. */
export const targetPlatforms = (): TargetPlatform[] =>
  sources.map((source) => ({
    platform: source.platform,
    names: [source.title, ...names[source.platform]],
    kind: kindOf(source),
    accountOf: source.accountOf ?? (source.platform === 'naver-shopping' ? keywordOf : (text) => seriesOf(source.platform, text)),
  }));

/** What a platform is about: accounts, what its first stream asks about, or what it finds where it reads the platform's own lists. */
const kindOf = ({ accountOf, streams: [first] }: Source): string =>
  accountOf ? 'channel' : first!.target.kind === 'listing' ? first!.kind : first!.target.kind;

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
