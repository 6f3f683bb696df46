/**
 * TikTok's daily work in Crawlee: profile, posts, followers and the comments of the newest posts of each creator, rows of our shape. Written as
 * tutorials do, an INSERT an item (`perItem`), or 64 pages a transaction. Its best sensible settings: no session pool, no storage on disk, no brake
 * of the autoscaled pool. The lists of a creator are read side by side, the pages of one list by the cursor of the page before.
 */
import { zstdCompressSync } from 'node:zlib';
import { Configuration, HttpCrawler, LogLevel, log } from '@crawlee/http';
import pg from 'pg';

const { url, logins, sideBySide, perItem, limits, key } = JSON.parse(await new Response(process.stdin).text());
log.setLevel(LogLevel.ERROR);
const pool = new pg.Pool({ max: perItem ? 10 : 2 });
await pool.query('select 1');

const columns = 'row (kind text, id text, parent text, stream text, fields jsonb, counts jsonb, at timestamptz)';
const merge = `on conflict (platform, kind, id) do update set
    fields = record.fields || excluded.fields, counts = record.counts || excluded.counts, last_seen_at = excluded.last_seen_at`;
const writeRecords = `
  insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
  select 'tiktok', kind, id, parent, fields, counts, at, at, 0 from json_to_recordset($1::json) as ${columns} ${merge}`;
const writeObservations = `
  insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
  select 'tiktok', kind, id, 1, stream, '', at, counts, 0 from json_to_recordset($1::json) as ${columns}
  on conflict do nothing`;
const writeItem = `
  with written as (
    insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
    values ('tiktok', $1, $2, $3, $4, $5, $6, $6, 0) ${merge}
  )
  insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
  values ('tiktok', $1, $2, 1, $7, '', $6, $5, 0) on conflict do nothing`;
const writeRaw = (client, pages) => {
  const text = Buffer.from(pages.join('\n'));
  const values = [pages.length, text.length, zstdCompressSync(text)];
  return client.query({ name: 'raw', text: 'insert into raw (pages, raw_bytes, body) values ($1, $2, $3)', values });
};

const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
/** What the page shows, 11.9K, is a rounded count; `statsV2` is the very number where it is finer. */
const counter = (stats, exact) => {
  const isFiner = exact && (!stats || Object.keys(exact).some((name) => name in stats && Number(exact[name]) !== Number(stats[name])));
  return (name) => {
    const value = Number((exact ?? stats)[name]);
    const step = value < 1e4 ? 1 : value < 1e6 ? 100 : value < 1e9 ? 1e5 : 1e8;
    if (isFiner || step === 1 || value % step !== 0) return value;
    return { value, precision: 'rounded', digits: String(value).length - String(step).length + 1 };
  };
};
const timeOf = (seconds) => new Date(Number(seconds) * 1000).toISOString();
const pageOf = (login) => `https://www.tiktok.com/@${encodeURIComponent(login)}`;

const channelOf = ({ user, stats, statsV2 }) => {
  const count = counter(stats, statsV2);
  return {
    ...{ kind: 'channel', id: user.id, parent: null, stream: 'profile' },
    fields: given({
      ...{ login: user.uniqueId, secUid: user.secUid, title: user.nickname, description: user.signature, url: pageOf(user.uniqueId) },
      ...{ imageUrl: user.avatarLarger ?? user.avatarMedium, link: user.bioLink?.link, category: user.commerceUserInfo?.category },
      ...{ country: user.region, language: user.language, verified: user.verified, createdAt: user.createTime && timeOf(user.createTime) },
      state: user.privateAccount || user.secret ? 'private' : 'public',
    }),
    counts: {
      followers: count('followerCount'),
      following: count('followingCount'),
      likes: count('heartCount'),
      posts: count('videoCount'),
    },
  };
};
const postOf = (row) => {
  const { author, video, music } = row;
  const count = counter(row.stats, row.statsV2);
  const type = row.imagePost ? 'photo' : 'video';
  const tags = new Map();
  for (const tag of [...(row.challenges ?? []).map((each) => each.title), ...(row.textExtra ?? []).map((each) => each.hashtagName)])
    if (tag && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
  return {
    ...{ kind: 'post', id: row.id, parent: author.id, stream: 'posts' },
    fields: given({
      ...{ description: row.desc, url: `${pageOf(author.uniqueId)}/${type}/${row.id}`, imageUrl: video?.cover, videoUrl: video?.playAddr },
      ...{ publishedAt: timeOf(row.createTime), durationSeconds: video?.duration || undefined, hashtags: [...tags.values()], type },
      ...{ language: row.textLanguage, country: row.locationCreated, channel: author.uniqueId },
      ...{ musicId: music?.id, music: music?.title, musicAuthor: music?.authorName, pinned: row.isPinnedItem, advertisement: row.isAd },
      state: row.privateItem || row.secret ? 'private' : 'public',
    }),
    counts: {
      ...{ views: count('playCount'), likes: count('diggCount'), comments: count('commentCount') },
      ...{ shares: count('shareCount'), saves: count('collectCount') },
    },
  };
};
const commentOf = (row) => ({
  ...{ kind: 'comment', id: row.cid, parent: row.aweme_id, stream: 'comments' },
  fields: given({
    ...{ text: row.text, publishedAt: timeOf(row.create_time), author: row.user.uid, authorLogin: row.user.unique_id },
    ...{ authorTitle: row.user.nickname, language: row.comment_language === 'un' ? undefined : row.comment_language },
    ...{ likedByCreator: row.is_author_digged, pinned: row.author_pin },
  }),
  counts: { likes: row.digg_count, replies: row.reply_comment_total },
});
const followerOf = ({ user, stats, statsV2 }, channel) => {
  const count = counter(stats, statsV2);
  return {
    ...{ kind: 'follower', id: `${channel}_${user.id}`, parent: channel, stream: 'followers' },
    fields: given({ login: user.uniqueId, title: user.nickname, imageUrl: user.avatarThumb, verified: user.verified }),
    counts: { followers: count('followerCount'), following: count('followingCount') },
  };
};

let made = 0;
const ask = (path, query, userData) => {
  const words = new URLSearchParams({ aid: '1988', app_name: 'tiktok_web', device_platform: 'web_pc', ...query });
  const address = `${url}/tiktok-relay.example${path}?${words}`;
  return { url: address, uniqueKey: String(made++), headers: { 'X-Api-Key': key }, userData };
};
const of = (rows, most) => ({ pages: Math.ceil(most / rows), count: Math.ceil(most / Math.ceil(most / rows)) });
const lists = { posts: of(35, limits.posts), followers: of(30, limits.followers), comments: of(20, limits.comments) };
const askPosts = (about, cursor = '0', page = 1) =>
  ask('/api/post/item_list/', { secUid: about.secUid, count: lists.posts.count, cursor }, { list: 'posts', about, page });
const askFollowers = (about, cursor = '0', page = 1) => {
  const query = { scene: 21, secUid: about.secUid, count: lists.followers.count, minCursor: cursor, maxCursor: 0 };
  return ask('/api/user/list/', query, { list: 'followers', about, page });
};
const askComments = (post, cursor = '0', page = 1) =>
  ask('/api/comment/list/', { aweme_id: post, count: lists.comments.count, cursor }, { list: 'comments', about: post, page });

/** The rows of an answer, and what is to be asked next. */
const read = (answer, { list, about, page }) => {
  const isLast = page >= lists[list]?.pages;
  switch (list) {
    case 'profile': {
      const channel = channelOf(answer.userInfo);
      const next = { id: channel.id, secUid: channel.fields.secUid };
      return { rows: [channel], next: [askPosts(next), askFollowers(next)] };
    }
    case 'posts': {
      const rows = answer.itemList.map(postOf);
      const newest = page === 1 ? rows.slice(0, limits.commented).map(({ id }) => askComments(id)) : [];
      return { rows, next: isLast || !answer.hasMore ? newest : [...newest, askPosts(about, answer.cursor, page + 1)] };
    }
    case 'followers': {
      const rows = answer.userList.map((each) => followerOf(each, about.id));
      return { rows, next: isLast || !answer.hasMore ? [] : [askFollowers(about, answer.minCursor, page + 1)] };
    }
    default: {
      const rows = (answer.comments ?? []).map(commentOf);
      return { rows, next: isLast || !answer.has_more ? [] : [askComments(about, answer.cursor, page + 1)] };
    }
  }
};

const writeEach = async (text, rows, at) => {
  await writeRaw(pool, [text]);
  for (const { kind, id, parent, stream, fields, counts } of rows)
    await pool.query({ name: 'item', text: writeItem, values: [kind, id, parent, fields, counts, at, stream] });
};

let batch = { pages: [], rows: new Map() };
let writing = Promise.resolve();
const flush = () => {
  const { pages, rows } = batch;
  batch = { pages: [], rows: new Map() };
  const work = async () => {
    const client = await pool.connect();
    try {
      const json = JSON.stringify([...rows.values()]);
      await client.query('begin');
      await writeRaw(client, pages);
      await client.query({ name: 'records', text: writeRecords, values: [json] });
      await client.query({ name: 'observations', text: writeObservations, values: [json] });
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  // One batch is written while the next is gathered; more of them would only queue up in memory.
  const before = writing;
  if (pages.length > 0) writing = before.then(work);
  return before;
};

let count = 0;
let failed = 0;
const crawler = new HttpCrawler(
  {
    additionalMimeTypes: ['application/json'],
    useSessionPool: false,
    persistCookiesPerSession: false,
    maxRequestRetries: 2,
    minConcurrency: sideBySide,
    maxConcurrency: sideBySide,
    autoscaledPoolOptions: {
      desiredConcurrency: sideBySide,
      // Its own brake would stop it whenever the two cores are busy.
      systemStatusOptions: {
        maxEventLoopOverloadedRatio: 1,
        maxCpuOverloadedRatio: 1,
        maxMemoryOverloadedRatio: 1,
        maxClientOverloadedRatio: 1,
      },
      maybeRunIntervalSecs: 0.01,
    },
    requestHandler: async ({ body, request, crawler: self }) => {
      const text = body.toString();
      const at = new Date().toISOString();
      const { rows, next } = read(JSON.parse(text), request.userData);
      count++;
      if (next.length > 0) await self.addRequests(next, { waitForAllRequestsToBeAdded: true });
      if (perItem) return writeEach(text, rows, at);
      batch.pages.push(text);
      for (const row of rows) batch.rows.set(`${row.kind} ${row.id}`, { ...row, at });
      if (batch.pages.length >= 64) await flush();
    },
    failedRequestHandler: () => void failed++,
  },
  new Configuration({ persistStorage: false, purgeOnStart: false }),
);

const begun = performance.now();
const cpu = process.cpuUsage();
await crawler.run(logins.map((login) => ask('/api/user/detail/', { uniqueId: login, secUid: '' }, { list: 'profile' })));
await flush();
await writing;
const { user, system } = process.cpuUsage(cpu);
const seconds = (performance.now() - begun) / 1000;
await pool.end();
if (failed > 0) throw new Error(`${failed} requests failed`);
console.log(JSON.stringify({ pages: count, seconds, cpu: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
