import type { Answer, SimRequest } from '../platform.ts';
import { mix, pick } from '../random.ts';
import { queryNumber, queryValue, toWire } from '../wire.ts';
import { logWire, refused, whole } from './answers.ts';
import { remarks } from './words.ts';
import { figuresOf, followersOn, isDeleted, personId, postNamed, postsOn, secondsOfPost, secUidHead } from './world.ts';
import type { TiktokWorld } from './world.ts';

const remarkWires = remarks.map((remark) => toWire(remark));
const avatar = 'https://p16-sign.tiktokcdn-sim.example/avatar';

/** Comments by place; a post without any has null in place of the list. Some rows of an account's posts are not shown, as in real answers. */
export const createComments =
  (world: () => TiktokWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const id = queryValue(query, 'aweme_id') ?? '';
    const found = postNamed(world(), id);
    if (!found) return refused(10204, day);
    const { creator, n } = found;
    const t = day - world().base;
    const state = world().stateOn(creator, day);
    if (state !== 'public') return refused(state === 'private' ? 10222 : 10202, day);
    const total = n > postsOn(world(), creator, t) || isDeleted(world(), creator, n, t) ? 0 : figuresOf(world(), creator, n, day).comments;
    const count = whole(queryValue(query, 'count'), 20, 50);
    const cursor = Math.max(0, queryNumber(query, 'cursor', 0));
    const start = Math.max(0, cursor - Math.floor(cursor / count) * shift);
    const end = Math.min(total, start + count);
    const begun = secondsOfPost(world(), creator, n);
    // Of the post and not of its second: two posts of one second have comments of their own.
    const numbers = `73${String(creator.index * 4096 + n).padStart(10, '0')}`;
    let rows = '';
    for (let place = start; place < end; place++) {
      if (creator.part === 'filtered' && place % 20 === 7) continue;
      const hash = mix(mix(creator.hash, n), place + 700_000);
      const number = personId(hash);
      rows +=
        `${rows === '' ? '' : ','}{"allow_download_photo":false,"author_pin":false,"aweme_id":"${id}","cid":"${numbers}${1_000_000 + place}"` +
        `,"collect_stat":0,"comment_language":"${hash % 2 ? 'ko' : 'en'}","create_time":${begun + 60 + place * 11},"digg_count":${hash % 97},"image_list":null,"is_author_digged":${hash % 19 === 0}` +
        `,"no_show":false,"reply_comment":null,"reply_comment_total":${hash % 4},"reply_id":"0","reply_to_reply_id":"0","share_info":{"desc":"","title":"","url":""},"status":1,"stick_position":0` +
        `,"text":"${pick(remarkWires, hash >>> 5)}","text_extra":[],"user":{"avatar_thumb":{"uri":"a/${number}","url_list":["${avatar}/${number}.jpeg"],"url_prefix":null}` +
        `,"custom_verify":"","nickname":"reader ${hash % 10_000}","sec_uid":"${secUidHead}${number}","uid":"${number}","unique_id":"reader${hash}"},"user_digged":0}`;
    }
    const next = Math.max(cursor, 0) + count;
    return {
      body:
        `{"comments":${rows === '' ? 'null' : `[${rows}]`},"cursor":${next},${logWire(day)},"has_filtered_comments":0,"has_more":${end < total && end > start ? 1 : 0}` +
        `,"status_code":0,"status_msg":"","top_gifts":null,"total":${total}}`,
    };
  };

/** Seconds between two followers; the cursor is the time of the last one that was shown. */
const apart = 37;
const origin = 1_790_000_000;

const cursorOf = (place: number): number => origin - place * apart;
const base64Of = (place: number): string => Buffer.from(`{"max_cursor":${cursorOf(0)},"min_cursor":${cursorOf(place)}}`).toString('base64');

const placeOf = (cursor: string): number => {
  if (cursor === '0' || cursor === '') return 0;
  const seconds = /^\d+$/.test(cursor)
    ? Number(cursor)
    : Number(/"min_cursor":(\d+)/.exec(Buffer.from(cursor, 'base64').toString('latin1'))?.[1]);
  return Number.isFinite(seconds) ? Math.max(0, Math.round((origin - seconds) / apart)) : Number.POSITIVE_INFINITY;
};

/** The newest followers, as many as the world shows of them. */
export const createFollowers =
  (world: () => TiktokWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const creator = world().bySecUid(queryValue(query, 'secUid') ?? '');
    if (!creator) return refused(2065, day);
    const state = world().stateOn(creator, day);
    if (state === 'banned') return refused(10202, day);
    if (state === 'private' || creator.part === 'hidden-list') return refused(creator.part === 'hidden-list' ? 2096 : 10222, day);
    const total = followersOn(creator, day - world().base).all;
    const listed = Math.min(total, world().options.tiktokFollowers);
    const count = whole(queryValue(query, 'count'), 30, 30);
    const from = placeOf(queryValue(query, 'minCursor') ?? '0');
    const start = from === 0 ? 0 : Math.max(0, from - shift);
    const end = Math.min(listed, start + count);
    let rows = '';
    for (let place = start; place < end; place++) {
      const hash = mix(creator.hash, total - place + 3_000_000);
      const number = personId(hash);
      const followers = hash % 20_011;
      const [following, likes] = [hash % 3001, (hash >>> 3) % 50_021];
      rows +=
        `${rows === '' ? '' : ','}{"stats":{"diggCount":0,"followerCount":${followers < 10_000 ? followers : followers - (followers % 100)},"followingCount":${following},"friendCount":0,"heart":${likes},"heartCount":${likes},"videoCount":${hash % 90}}` +
        `,"statsV2":{"diggCount":"0","followerCount":"${followers}","followingCount":"${following}","friendCount":"0","heart":"${likes}","heartCount":"${likes}","videoCount":"${hash % 90}"}` +
        `,"user":{"avatarLarger":"${avatar}-l/${number}.jpeg","avatarMedium":"${avatar}-m/${number}.jpeg","avatarThumb":"${avatar}-s/${number}.jpeg","commentSetting":0,"downloadSetting":3,"duetSetting":0,"ftc":false` +
        `,"id":"${number}","isADVirtual":false,"nickname":"follower ${hash % 10_000}","openFavorite":false,"privateAccount":${hash % 3 === 0},"relation":0,"secUid":"${secUidHead}${number}","secret":false,"signature":""` +
        `,"stitchSetting":0,"ttSeller":false,"uniqueId":"follower${hash}","verified":${hash % 211 === 0}}}`;
    }
    const next = creator.part === 'base64' ? `"${base64Of(end)}"` : String(cursorOf(end));
    return {
      body: `{${logWire(day)},"hasMore":${end < listed && end > start},"isTruncated":false,"minCursor":${next},"statusCode":0,"status_code":0,"status_msg":"","total":${total},"userList":[${rows}]}`,
    };
  };
