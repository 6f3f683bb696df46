import { expect, test } from 'vitest';
import { accountOf } from '../../src/sources/youtube/account.ts';

const id = 'UCinvented-channel_00001';

test.each([
  id,
  ` ${id}\n`,
  `https://www.youtube.com/channel/${id}`,
  `http://m.youtube.com/channel/${id}/videos?view=0&utm_source=x`,
  `youtube.com/channel/${id}/`,
  `https://studio.youtube.com/channel/${id}/videos/upload`,
  `HTTPS://WWW.YOUTUBE.COM/CHANNEL/${id}`,
  `https://www.youtube.com/feeds/videos.xml?channel_id=${id}`,
  `https://www.youtube.com/embed/live_stream?channel=${id}`,
  `https://www.youtube.com/playlist?list=UU${id.slice(2)}`,
])('%s is the channel of that id', (text) => {
  expect(accountOf(text)).toBe(id);
});

test.each([
  ['@QuietCook', '@quietcook'],
  ['QuietCook', '@quietcook'],
  ['  ＠QuietCook ', '@quietcook'],
  ['@quiet.cook-1_2', '@quiet.cook-1_2'],
  ['@cook.tv', '@cook.tv'],
  ['https://www.youtube.com/@QuietCook', '@quietcook'],
  ['https://youtube.com/@QuietCook/shorts?si=abc', '@quietcook'],
  ['m.youtube.com/@QuietCook#about', '@quietcook'],
  ['https://music.youtube.com/@quietcook', '@quietcook'],
  ['https://www.youtube.com/@%EB%AA%A8%EB%9E%98%EC%83%81%EC%9E%90', '@모래상자'],
  ['https://www.youtube.com/@모래상자', '@모래상자'],
  ['모래상자', '@모래상자'],
  ['https://www.youtube.com/c/QuietCook', '@quietcook'],
  ['https://www.youtube.com/c/%EB%AA%A8%EB%9E%98%EC%83%81%EC%9E%90/featured', '@모래상자'],
  ['https://www.youtube.com/QuietCook', '@quietcook'],
  ['https://www.youtube.com/QuietCook/videos', '@quietcook'],
  ['https://www.youtube.com/user/OldCook?feature=x', '@user/oldcook'],
  ['@user/OldCook', '@user/oldcook'],
])('%s is %s', (text, account) => {
  expect(accountOf(text)).toBe(account);
  // What was read once reads the same again.
  expect(accountOf(account)).toBe(account);
});

test.each([
  '',
  '@',
  '@ ',
  '@user/',
  '@a/b',
  'two words',
  'https://www.youtube.com',
  'https://www.youtube.com/',
  'youtube.com',
  'https://www.youtube.com/watch?v=aaaaaaaaaa1',
  'https://youtu.be/aaaaaaaaaa1',
  'https://www.youtube.com/shorts/aaaaaaaaaa1',
  'https://www.youtube.com/live/aaaaaaaaaa1',
  'https://www.youtube.com/playlist?list=PLabc',
  'https://www.youtube.com/results?search_query=cook',
  'https://www.youtube.com/channel/UCshort',
  'https://www.youtube.com/channel/',
  'https://www.youtube.com/@%E0%A4%A',
  'https://www.youtube.com/a/b/c',
  'https://www.twitch.tv/quietcook',
  'https://youtube.com.evil.example/@quietcook',
  'https://evil.example/youtube.com/@quietcook',
  'javascript:alert(1)',
  'ftp://www.youtube.com/@quietcook',
  `@${'a'.repeat(100)}`,
  '\u0000',
  'x'.repeat(100_000),
])('%j is no account', (text) => {
  expect(accountOf(text)).toBeNull();
});
