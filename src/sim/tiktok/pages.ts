import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { userInfoWire } from './accounts.ts';
import { scriptPath } from './comment-script.ts';
import { itemWire, userWire } from './items.ts';
import { isDeleted, postId, postNamed, postsOn } from './world.ts';
import type { Creator, TiktokWorld } from './world.ts';

const html = (id: string, json: string): Answer => ({
  type: 'text/html; charset=utf-8',
  body: `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>TikTok - Make Your Day</title></head><body><div id="app"></div><script id="${id}" type="application/json">${json.replaceAll('</', '<\\/')}</script></body></html>`,
});

const universal = (section: string, json: string): Answer =>
  html('__UNIVERSAL_DATA_FOR_REHYDRATION__', `{"__DEFAULT_SCOPE__":{"webapp.app-context":{"language":"en"},"${section}":${json}}}`);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The page of a post with what a browser makes of it: a banner, a pop-up, comments that come as it is scrolled. */
const living = (answer: Answer): Answer => ({
  ...answer,
  body: String(answer.body).replace('</body>', `<script src="${scriptPath}"></script></body>`),
});

/** The newest posts that the older pages have in them. */
const pagePosts = 10;

const newest = (world: TiktokWorld, creator: Creator, day: DayNumber): number[] => {
  const posts = postsOn(world, creator, day - world.base);
  return Array.from({ length: Math.min(pagePosts, posts) }, (_, at) => posts - at);
};

/** The page of an account; two accounts are answered in the forms of 2022 and 2020. */
export const createUserPage =
  (world: () => TiktokWorld) =>
  ({ groups, day }: SimRequest): Answer => {
    const place = world();
    const creator = place.byLogin(decoded(groups[0]!), day);
    if (!creator || place.stateOn(creator, day) === 'banned')
      return universal('webapp.user-detail', `{"userInfo":{},"statusCode":${creator ? 10202 : 10221},"statusMsg":""}`);
    const info = userInfoWire(place, creator, day);
    if (creator.part === 'sigi-page') {
      const login = place.loginOn(creator, day);
      const stats = JSON.parse(info.slice(info.indexOf('"stats":') + 8, info.indexOf(',"statsV2"'))) as object;
      const items = newest(place, creator, day).map((n) => {
        const item = itemWire(place, creator, n, day);
        const author = `"author":{${userWire(place, creator, day)}}`;
        return `"${postId(place, creator, n)}":${item.replace(author, `"author":"${login}","authorId":"${creator.id}"`)}`;
      });
      return html(
        'SIGI_STATE',
        `{"UserModule":{"users":{"${login}":{${userWire(place, creator, day)}}},"stats":{"${login}":${JSON.stringify(stats)}}},"ItemModule":{${items.join(',')}},"UserPage":{"uniqueId":"${login}","statusCode":0}}`,
      );
    }
    if (creator.part === 'next-page') {
      const items = newest(place, creator, day).map((n) => itemWire(place, creator, n, day));
      return html(
        '__NEXT_DATA__',
        `{"props":{"pageProps":{"statusCode":0,"statusMsg":"","userInfo":${info},"items":[${items.join(',')}]}}}`,
      );
    }
    return universal('webapp.user-detail', `{"userInfo":${info},"shareMeta":{"title":"","desc":""},"statusCode":0,"statusMsg":""}`);
  };

/** The page of a post, whatever login stands in its address. */
export const createVideoPage =
  (world: () => TiktokWorld) =>
  ({ groups, day }: SimRequest): Answer => {
    const section = 'webapp.video-detail';
    const place = world();
    const found = postNamed(place, groups[0]!);
    const t = day - place.base;
    if (!found || found.n > postsOn(place, found.creator, t) || isDeleted(place, found.creator, found.n, t))
      return universal(section, '{"statusCode":10204,"statusMsg":"item doesn\'t exist"}');
    const { creator, n } = found;
    const state = place.stateOn(creator, day);
    if (state !== 'public') return universal(section, `{"statusCode":${state === 'private' ? 10222 : 10202},"statusMsg":""}`);
    return living(universal(section, `{"itemInfo":{"itemStruct":${itemWire(place, creator, n, day)}},"statusCode":0,"statusMsg":""}`));
  };
