import type { Count, Curves, ExchangeReport, Lane, Run, RunReport, SeriesDetail, SeriesMetric, Source } from '../src/api/shapes.ts';
import { dayMs, episodesOf, iso, now, seeded, series, summaryOf } from './invented.ts';

const exact = (value: number): Count => ({ value: Math.round(value), precision: 'exact' });

/** Missing values last in both directions, as the API does it. */
const byValue = (read: (row: any) => number | string | null | undefined, direction: string) => (a: unknown, b: unknown) => {
  const [x, y] = [read(a) ?? null, read(b) ?? null];
  if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
  return (x < y ? -1 : x > y ? 1 : 0) * (direction === 'asc' ? 1 : -1);
};

const paged = <T>(rows: readonly T[], query: URLSearchParams) => {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return { items: rows.slice(from, to), next: to < rows.length ? String(to) : null, total: rows.length };
};

export const webtoons = (query: URLSearchParams) => {
  const wanted = (name: string, has: (row: SeriesDetail, value: string) => boolean) => (row: SeriesDetail) =>
    !query.get(name) || has(row, query.get(name)!);
  const sort = query.get('sort') ?? 'rank';
  const rows = series
    .filter(wanted('platform', (row, value) => row.platform === value))
    .filter(wanted('weekday', (row, value) => row.weekdays.includes(value)))
    .filter(wanted('genre', (row, value) => row.genres.includes(value)))
    .filter(wanted('state', (row, value) => row.state === value))
    .filter(wanted('q', (row, value) => row.title.includes(value) || row.authors.some((author) => author.includes(value))))
    .toSorted(
      byValue(
        (row: SeriesDetail) => (sort === 'title' ? row.title : row.counts[sort as SeriesMetric]?.value),
        query.get('direction') ?? 'asc',
      ),
    );
  return paged(rows.map(summaryOf), query);
};

const tally = (values: readonly (string | null)[]) =>
  [...Map.groupBy(values, (value) => value)].flatMap(([value, all]) => (value ? [{ value, count: all.length }] : []));

export const facets = () => ({
  platforms: tally(series.map((row) => row.platform)),
  weekdays: tally(series.flatMap((row) => row.weekdays)),
  genres: tally(series.flatMap((row) => row.genres)),
  states: tally(series.map((row) => row.state)),
});

export const find = (id: string) => series.find((row) => row.id === id);

export const episodes = (detail: SeriesDetail, query: URLSearchParams) => {
  const sort = query.get('sort') ?? 'no';
  const read = (row: any) => (sort === 'no' || sort === 'publishedOn' ? row[sort] : row.counts[sort]?.value);
  return paged(episodesOf(detail).toSorted(byValue(read, query.get('direction') ?? 'desc')), query);
};

export const curves = (seed: number, metrics: readonly string[], days: number, last: (metric: string) => number | null): Curves => ({
  zone: 'Asia/Seoul',
  curves: metrics.flatMap((metric, place) => {
    const end = last(metric);
    if (end === null) return [];
    const random = seeded(seed + place);
    const ranked = metric === 'rank';
    let value = end;
    const points = Array.from({ length: Math.min(days, 64) }, (_, back) => {
      const at = now - back * dayMs - random() * 3_000_000;
      const point = {
        at: iso(at),
        day: iso(at).slice(0, 10),
        count:
          back % 17 === 9
            ? null
            : metric === 'stars'
              ? { value: Math.round(value * 100) / 100, precision: 'exact' as const }
              : exact(value),
        exchangeId: String(300 + back),
        runId: String(64 - back),
        known: 120 - back,
      };
      value = ranked
        ? Math.max(1, value + Math.round((random() - 0.5) * 5))
        : metric === 'stars'
          ? Math.min(9.99, value + (random() - 0.5) * 0.02)
          : value * (1 - random() * 0.006);
      return point;
    }).reverse();
    return [{ metric, scope: ranked ? 'weekday/MONDAY/user' : null, points }];
  }),
});

const states = ['running', 'done', 'done', 'failed', 'interrupted', 'waiting', 'done', 'done', 'done', 'abandoned'] as const;

const runOf = (index: number): Run => {
  const state = index < states.length ? states[index]! : 'done';
  const tasks = 1312;
  const done = state === 'running' ? Math.floor((Date.now() / 250) % tasks) : state === 'done' ? tasks : 400;
  const error =
    state === 'failed'
      ? {
          code: 'TDM_RUN_FAILED',
          message: '12 of 1312 tasks failed: comic.naver.com does not answer: timed out after 10 s',
          next: 'run the same command again to try those; see: tidemark runs show 61',
        }
      : null;
  return {
    id: String(64 - index),
    platform: 'naver-webtoon',
    origin: index % 7 === 6 ? 'replay' : 'simulator',
    streams: ['titles', 'finished', 'info', 'episodes', 'likes', 'comments'],
    day: iso(now - index * dayMs).slice(0, 10),
    zone: 'Asia/Seoul',
    state,
    startedAt: iso(now - index * dayMs - 600_000),
    finishedAt: state === 'running' || state === 'waiting' ? null : iso(now - index * dayMs),
    pages: done * 11,
    records: done * 190,
    observations: done * 201,
    misfits: index % 4 === 2 ? 7 : 0,
    bytes: done * 41_000,
    outcomes: {
      ok: done * 10,
      empty: Math.floor(done / 3),
      unchanged: Math.floor(done / 2),
      ...(index % 3 === 0 ? { gone: 4, 'rate-limited': 2 } : {}),
      ...(error ? { unreachable: 12, 'changed-shape': 3 } : {}),
    },
    durationMs: 412_000 + index * 1300,
    peakMemoryBytes: 187_000_000 + index * 400_000,
    error,
    progress: { tasks, done },
  };
};

export const runs = (query: URLSearchParams) => {
  const all = Array.from({ length: 64 }, (_, index) => runOf(index)).filter(
    (run) => !query.get('state') || run.state === query.get('state'),
  );
  return paged(all, query);
};

export const run = (id: string): RunReport | null => {
  const index = 64 - Number(id);
  if (!(index >= 0 && index < 64)) return null;
  const facts = runOf(index);
  return {
    ...facts,
    version: '0.1.0',
    selection: { streams: facts.streams },
    streamReports: facts.streams.map((name, n) => ({
      name,
      tasks: 200 + n * 90,
      done: facts.state === 'done' ? 200 + n * 90 : Math.floor((200 + n * 90) * Math.max(0, 1 - n / 5)),
      failed: facts.error && n === 3 ? 12 : 0,
      waiting: facts.state === 'waiting' && n === 2 ? 4 : 0,
      targets: 2600 * (n + 1),
      pages: 300 * n + 8,
    })),
    failures: facts.error
      ? [{ stream: 'episodes', batch: 41, code: 'TDM_HOST_UNREACHABLE', message: 'comic.naver.com does not answer: timed out after 10 s' }]
      : [],
    quarantine: facts.misfits
      ? [
          {
            endpoint: 'titles:weekday',
            path: 'titleListMap.MONDAY[3].starScore',
            reason: 'expected number, received string',
            count: 7,
            exchangeId: '311',
          },
        ]
      : [],
  };
};

export const lanes = (): { items: Lane[] } => ({
  items: [
    {
      name: 'comic.naver.com',
      intervalMs: 250,
      concurrency: 4,
      setByOperator: false,
      waitingFor: null,
      until: null,
      cause: null,
      causeAt: null,
      incidents: 0,
      budgetUsed: 14_210,
      permits: 3,
    },
    {
      name: 'route-like.naver.com',
      intervalMs: 500,
      concurrency: 2,
      setByOperator: true,
      waitingFor: 'backoff',
      until: new Date(Date.now() + 154_000).toISOString(),
      cause: '429 without Retry-After from route-like.naver.com',
      causeAt: new Date(Date.now() - 86_000).toISOString(),
      incidents: 2,
      budgetUsed: 3_120,
      permits: 0,
    },
    {
      name: 'openapi.naver.com',
      intervalMs: 100,
      concurrency: 4,
      budget: { units: 25_000, zone: 'Asia/Seoul' },
      setByOperator: false,
      waitingFor: 'budget',
      until: new Date(Date.now() + 6 * 3_600_000).toISOString(),
      cause: null,
      causeAt: null,
      incidents: 0,
      budgetUsed: 25_000,
      permits: 0,
    },
  ],
});

const endpoint = (name: string, evidence: 'recorded' | 'documented' | 'code-only', privateFields: string[] = []) => ({
  name,
  evidence,
  method: 'api',
  lane: 'comic.naver.com',
  cost: 1,
  payload: 'json',
  privateFields,
});

export const sources = (): { items: Source[] } => ({
  items: [
    {
      platform: 'naver-webtoon',
      title: 'Naver Webtoon',
      zone: 'Asia/Seoul',
      hosts: ['comic.naver.com', 'route-like.naver.com'],
      parserVersion: '2026-11-18',
      streams: [
        {
          name: 'titles',
          title: 'Weekday titles',
          kind: 'series',
          target: { kind: 'listing', ids: ['week', 'dailyPlus'] },
          batchSize: 1,
          endpoints: [endpoint('weekday', 'recorded'), endpoint('day', 'documented')],
        },
        {
          name: 'finished',
          title: 'Finished titles',
          kind: 'series',
          target: { kind: 'listing', ids: ['finished'] },
          batchSize: 1,
          endpoints: [endpoint('finished', 'code-only')],
        },
        {
          name: 'comments',
          title: 'Comments',
          kind: 'comment',
          target: { kind: 'episode', newest: 5 },
          batchSize: 20,
          endpoints: [
            endpoint('posts', 'code-only', ['result.posts[].writer']),
            endpoint('cbox', 'recorded', ['result.commentList[].userName']),
          ],
        },
      ],
    },
  ],
});

export const exchange = (id: string): ExchangeReport => ({
  id,
  platform: 'naver-webtoon',
  stream: 'info',
  endpoint: 'info',
  url: 'https://comic.naver.com/api/article/list/info?titleId=700003',
  status: 200,
  outcome: 'ok',
  note: null,
  at: iso(now),
  durationMs: 83,
  attempts: 1,
  bytes: 1840,
  parserVersion: '2026-11-18',
  runId: '64',
  body: JSON.stringify({
    titleId: 700003,
    titleName: '갯벌 관측소',
    favoriteCount: 48211,
    finished: false,
    publishDayOfWeekList: ['THURSDAY'],
    synopsis: '…',
  }),
});
