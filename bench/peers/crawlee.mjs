/**
 * The storing benchmark's work in Crawlee: every page of every title's episode list, rows of our shape written in batches. Its best sensible
 * settings: no session pool, no storage on disk, no limits of the autoscaled pool, no retries to wait for. Pages of a title are asked for side
 * by side as soon as the first says how many there are.
 */
import { zstdCompressSync } from 'node:zlib';
import { Configuration, HttpCrawler, LogLevel, log } from '@crawlee/http';
import pg from 'pg';

const { url, titles, sideBySide } = JSON.parse(await new Response(process.stdin).text());
log.setLevel(LogLevel.ERROR);
const pool = new pg.Pool({ max: 2 });
await Promise.all([pool.query('select 1'), pool.query('select 1')]);

const writeRecords = `
  insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
  select 'naver-webtoon', 'episode', id, parent, fields, counts, at, at, 0
  from json_to_recordset($1::json) as row (id text, parent text, fields jsonb, counts jsonb, at timestamptz)
  on conflict (platform, kind, id) do update set
    fields = record.fields || excluded.fields, counts = record.counts || excluded.counts, last_seen_at = excluded.last_seen_at`;
const writeObservations = `
  insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
  select 'naver-webtoon', 'episode', id, 1, 'episodes', '', at, counts, 0
  from json_to_recordset($1::json) as row (id text, counts jsonb, at timestamptz)
  on conflict do nothing`;

let batch = { pages: [], rows: new Map() };
let writing = Promise.resolve();
const flush = () => {
  const { pages, rows } = batch;
  batch = { pages: [], rows: new Map() };
  if (pages.length === 0) return writing;
  const work = async () => {
    const client = await pool.connect();
    try {
      const text = Buffer.from(pages.join('\n'));
      const json = JSON.stringify([...rows.values()]);
      await client.query('begin');
      await client.query({
        name: 'raw',
        text: 'insert into raw (pages, raw_bytes, body) values ($1, $2, $3)',
        values: [pages.length, text.length, zstdCompressSync(text)],
      });
      await client.query({ name: 'records', text: writeRecords, values: [json] });
      await client.query({ name: 'observations', text: writeObservations, values: [json] });
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  // One batch is written while the next is gathered; more of them would only queue up in memory.
  const before = writing;
  writing = before.then(work);
  return before;
};

const dayOf = (text) => (/^\d\d\.\d\d\.\d\d$/.test(text ?? '') ? `20${text.replaceAll('.', '-')}` : null);
const rowOf = (titleId, at, preview, { no, subtitle, thumbnailUrl, starScore, bgm, up, charge, serviceDateDescription }) => {
  const publishedOn = dayOf(serviceDateDescription);
  return {
    id: `${titleId}_${no}`,
    parent: String(titleId),
    fields: {
      no,
      publishedOn,
      preview: preview || (charge && publishedOn === null),
      title: subtitle,
      charge,
      thumbnailUrl,
      bgm,
      isNew: up,
    },
    counts: { stars: starScore > 0 ? starScore : null },
    at,
  };
};

const addressOf = (title, page) => `${url}/comic.naver.com/api/article/list?titleId=${title}&page=${page}&sort=DESC`;
let count = 0;
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
      const answer = JSON.parse(text);
      const at = new Date().toISOString();
      const { titleId, pageInfo } = answer;
      count++;
      batch.pages.push(text);
      for (const row of answer.chargeFolderArticleList ?? []) batch.rows.set(`${titleId}_${row.no}`, rowOf(titleId, at, true, row));
      for (const row of answer.articleList) batch.rows.set(`${titleId}_${row.no}`, rowOf(titleId, at, false, row));
      if (request.userData.page === 1 && pageInfo.totalPages > 1) {
        const rest = Array.from({ length: pageInfo.totalPages - 1 }, (_, n) => ({
          url: addressOf(titleId, n + 2),
          userData: { page: n + 2 },
        }));
        await self.addRequests(rest, { waitForAllRequestsToBeAdded: true });
      }
      if (batch.pages.length >= 64) await flush();
    },
    failedRequestHandler: () => undefined,
  },
  new Configuration({ persistStorage: false, purgeOnStart: false }),
);

const begun = performance.now();
const cpu = process.cpuUsage();
await crawler.run(titles.map((title) => ({ url: addressOf(title, 1), userData: { page: 1 } })));
await flush();
await writing;
const { user, system } = process.cpuUsage(cpu);
const seconds = (performance.now() - begun) / 1000;
await pool.end();
console.log(JSON.stringify({ pages: count, seconds, cpu: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
