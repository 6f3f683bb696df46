import type { DayNumber } from '../calendar.ts';
import { mix, pick } from '../random.ts';
import { toWire } from '../wire.ts';
import { captions, tags } from './words.ts';
import { figuresOf, followersOn, postId, postsOn, secondsOfPost } from './world.ts';
import type { Creator, TiktokWorld } from './world.ts';

const text = (value: string): string => toWire(JSON.stringify(value));
const captionWires = captions.map((caption) => text(caption).slice(1, -1));
const tagWires = tags.map((tag) => text(tag).slice(1, -1));

/** A number as the site shows it: 11,934 is 11.9K. */
export const shown = (value: number): number => {
  const step = value < 10_000 ? 1 : value < 1_000_000 ? 100 : value < 1_000_000_000 ? 100_000 : 100_000_000;
  return value - (value % step);
};

const picture = (kind: string, hash: number): string =>
  `https://p16-sign.tiktokcdn-sim.example/${kind}/${hash.toString(36)}.jpeg?x-expires=1&x-signature=none`;

/** `user` of an account as profiles and rows have it. */
export const userWire = (world: TiktokWorld, creator: Creator, day: DayNumber): string =>
  `"id":"${creator.id}","uniqueId":"${world.loginOn(creator, day)}","nickname":${text(creator.nickname)}` +
  `,"avatarLarger":"${picture('avatar-l', creator.hash)}","avatarMedium":"${picture('avatar-m', creator.hash)}","avatarThumb":"${picture('avatar-s', creator.hash)}"` +
  `,"signature":${text(`invented account ${creator.index}`)},"verified":${creator.hash % 5 === 0},"secUid":"${creator.secUid}","secret":false,"ftc":false,"relation":0` +
  `,"openFavorite":false,"commentSetting":0,"duetSetting":0,"stitchSetting":0,"downloadSetting":0,"isADVirtual":false,"ttSeller":false` +
  `,"privateAccount":${world.stateOn(creator, day) === 'private'}`;

/** `stats`, with `statsV2` beside it unless the account plays the one that lacks it. */
export const accountStats = (world: TiktokWorld, creator: Creator, day: DayNumber, names: readonly [string, string]): string => {
  const t = day - world.base;
  const followers = followersOn(creator, t).all;
  const likes = followers * 11 + postsOn(world, creator, t) * 97;
  const numbers = (quote: string, of: (value: number) => number): string =>
    `{"diggCount":${quote}0${quote},"followerCount":${quote}${of(followers)}${quote},"followingCount":${quote}${creator.hash % 900}${quote}` +
    `,"friendCount":${quote}0${quote},"heart":${quote}${of(likes)}${quote},"heartCount":${quote}${of(likes)}${quote},"videoCount":${quote}${postsOn(world, creator, t)}${quote}}`;
  const rough = `"${names[0]}":${numbers('', shown)}`;
  return creator.part === 'rounded' ? rough : `${rough},"${names[1]}":${numbers('"', (value) => value)}`;
};

interface Author {
  readonly world: TiktokWorld;
  readonly creator: Creator;
  readonly day: DayNumber;
  readonly wire: string;
}
let latest: Author | null = null;

/** The author of a row with its counts: the same in all rows of a page, so it is written once for them. */
const authorWire = (world: TiktokWorld, creator: Creator, day: DayNumber): string => {
  if (latest?.world !== world || latest.creator !== creator || latest.day !== day) {
    const wire = `{${userWire(world, creator, day)}},${accountStats(world, creator, day, ['authorStats', 'authorStatsV2'])}`;
    latest = { world, creator, day, wire };
  }
  return latest.wire;
};

/** A post as `itemList`, the feed and the page of a post have it. */
export const itemWire = (world: TiktokWorld, creator: Creator, n: number, day: DayNumber): string => {
  const id = postId(world, creator, n);
  const seconds = secondsOfPost(world, creator, n);
  const hash = mix(creator.hash, n + 40_000);
  const { views, likes, comments, shares, saves } = figuresOf(world, creator, n, day);
  const [one, two] = [pick(tagWires, hash), pick(tagWires, hash >>> 8)];
  const tag = (name: string): string =>
    `{"id":"${1000 + name.length}","title":"${name}","desc":"","coverLarger":"","coverMedium":"","coverThumb":""}`;
  const extra = (name: string): string =>
    `{"awemeId":"","start":0,"end":9,"hashtagName":"${name}","isCommerce":false,"type":1,"subType":0}`;
  const duration = 8 + (hash % 170);
  // One in seven is a series of pictures.
  const pictures = hash % 7 === 0;
  const exact =
    creator.part === 'rounded'
      ? ''
      : `,"statsV2":{"collectCount":"${saves}","commentCount":"${comments}","diggCount":"${likes}","playCount":"${views}","repostCount":"0","shareCount":"${shares}"}`;
  // Times are texts in some answers.
  const time = (creator.hash & 1) === 1 ? `"${seconds}"` : String(seconds);
  return (
    `{"id":"${id}","desc":"${pick(captionWires, hash >>> 4)} #${one} #${two}","createTime":${time},"author":${authorWire(world, creator, day)}` +
    `,"challenges":[${tag(one)}${one === two ? '' : `,${tag(two)}`}],"textExtra":[${extra(one)},${extra(two)}],"textLanguage":"${hash % 2 ? 'ko' : 'en'}"` +
    `,"music":{"id":"72${String(hash).padStart(10, '0')}0000000","title":"original sound","authorName":"invented","original":true,"duration":${duration},"playUrl":""}` +
    `,"stats":{"collectCount":${shown(saves)},"commentCount":${comments},"diggCount":${shown(likes)},"playCount":${shown(views)},"shareCount":${shown(shares)}}${exact}` +
    `,"video":{"id":"${id}","duration":${pictures ? 0 : duration},"width":576,"height":1024,"ratio":"540p","cover":"${picture('cover', hash)}","playAddr":"${picture('play', hash)}","format":"mp4","codecType":"h264"}` +
    (pictures ? `,"imagePost":{"images":[{"imageURL":{"urlList":["${picture('image', hash)}"]}}],"title":""}` : '') +
    `,"isAd":false,"itemCommentStatus":0,"officalItem":false,"originalItem":false,"privateItem":false,"secret":false,"digged":false,"collected":false,"duetEnabled":true,"shareEnabled":true}`
  );
};
