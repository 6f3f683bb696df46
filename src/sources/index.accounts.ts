/**
 * Which account people mean: a second door for those who need nothing else of a source. The first one brings the schemas of all platforms along, which
 * are 17 MB of memory and 0.1 s of CPU.
 */
export { accountOf as chzzkAccountOf } from './chzzk/shape.ts';
export { accountOf as soopAccountOf } from './soop/shape.ts';
export { accountOf as tiktokAccountOf } from './tiktok/account.ts';
export { accountOf as twitchAccountOf } from './twitch/account.ts';
export { accountOf as youtubeAccountOf } from './youtube/account.ts';
export { keywordOf } from './keyword.ts';
