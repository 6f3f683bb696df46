import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { mix, pick } from '../random.ts';
import { queryNumber, queryValue, toWire } from '../wire.ts';
import { logWire, whole } from './answers.ts';
import { itemWire, shown } from './items.ts';
import { captions, tags } from './words.ts';
import { figuresOf, hashOf, isDeleted, postId, postsOn, secondsOfPost } from './world.ts';
import type { Creator, TiktokWorld } from './world.ts';

/** A post that anybody may see that day, drawn by a hash; null when the one that was drawn is none. */
const drawnPost = (world: TiktokWorld, hash: number, day: DayNumber): { readonly creator: Creator; readonly n: number } | null => {
  const creator = pick(world.creators, hash);
  const t = day - world.base;
  const posts = postsOn(world, creator, t);
  const n = posts - ((hash >>> 10) % 10);
  return n < 1 || world.stateOn(creator, day) !== 'public' || isDeleted(world, creator, n, t) ? null : { creator, n };
};

/** The feed of a day; some posts come twice. The fault `shifting` shows another part of it. */
export const createRecommend =
  (world: () => TiktokWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const count = whole(queryValue(query, 'count'), 16, 30);
    const feed = hashOf(world(), `feed ${day}`);
    const items: string[] = [];
    for (let at = shift * 7; items.length < count - 2 && at < 500; at++) {
      const found = drawnPost(world(), mix(feed, at), day);
      if (found) items.push(itemWire(world(), found.creator, found.n, day));
    }
    items.push(...items.slice(0, 2));
    return { body: `{${logWire(day)},"itemList":[${items.join(',')}],"statusCode":0,"status_code":0,"status_msg":""}` };
  };

const topicSize = 75;
const captionWires = captions.map((caption) => toWire(caption));
const tagWires = tags.map((tag) => toWire(tag));

/** Posts under a label, in flat rows. Labels are numbers; there is nothing under one that ends in 99. */
export const createVideoList =
  (world: () => TiktokWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const label = queryValue(query, 'label') ?? '';
    const count = whole(queryValue(query, 'count'), 20, 30);
    const cursor = Math.max(0, queryNumber(query, 'cursor', 0));
    const total = !/^\d+$/.test(label) || label.endsWith('99') ? 0 : topicSize;
    const start = Math.max(0, cursor - Math.floor(cursor / count) * shift);
    const rows: string[] = [];
    for (let place = start; place < Math.min(total, start + count); place++) {
      const hash = mix(hashOf(world(), label), place);
      const found = drawnPost(world(), hash, day);
      if (!found) continue;
      const { creator, n } = found;
      const { views, likes, comments, shares } = figuresOf(world(), creator, n, day);
      rows.push(
        `{"id":"${postId(world(), creator, n)}","desc":"${pick(captionWires, hash)}","createTime":"${secondsOfPost(world(), creator, n)}","authorUniqueId":"${world().loginOn(creator, day)}"` +
          `,"authorNickname":${toWire(JSON.stringify(creator.nickname))},"authorVerified":false,"hashtagList":[{"title":"${pick(tagWires, hash)}"}],"musicTitle":"original sound"` +
          `,"diggCount":${shown(likes)},"playCount":${shown(views)},"shareCount":${shown(shares)},"commentCount":${comments}}`,
      );
    }
    const list = total === 0 ? '' : `"items":[${rows.join(',')}],`;
    return { body: `{"statusCode":0,"videoList":{${list}"cursor":"${cursor + count}","hasMore":${cursor + count < total}}}` };
  };

const tagCount = 100;

/** The popular hashtags of a country: 100, in pages. */
export const createHashtags =
  (world: () => TiktokWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const country = queryValue(query, 'country_code') ?? '';
    if (!/^[A-Z]{2}$/.test(country)) return { body: '{"code":40000,"msg":"invalid country_code","request_id":"sim"}' };
    const size = whole(queryValue(query, 'limit'), 20, 50);
    const page = Math.max(1, queryNumber(query, 'page', 1));
    const rows: string[] = [];
    for (let place = (page - 1) * size; place < Math.min(tagCount, page * size); place++) {
      const hash = mix(hashOf(world(), `tags ${country} ${Math.floor(day / 7)}`), place);
      rows.push(
        `{"hashtag_id":"7${String(hash).padStart(10, '0')}${String(place).padStart(3, '0')}","hashtag_name":"${pick(tagWires, hash)}${place}","country_info":{"id":"${country}","value":"${country}","label":"${country}"}` +
          `,"is_promoted":false,"trend":[{"time":1,"value":0.5}],"publish_cnt":${90_000 - place * 800},"video_views":${(hash % 9_000_000) + 1000},"rank":${place + 1},"rank_diff":1,"rank_diff_type":1}`,
      );
    }
    return {
      body: `{"code":0,"msg":"OK","request_id":"sim","data":{"list":[${rows.join(',')}],"pagination":{"page":${page},"size":${size},"total":${tagCount},"has_more":${page * size < tagCount}}}}`,
    };
  };
