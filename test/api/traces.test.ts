// oxlint-disable vitest/no-standalone-expect -- how each number is followed is written down beside its place; the tests below run it
import { afterAll, describe, expect, it } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import type { NewTarget } from '../../src/catalog/index.ts';
import { refreshSeriesTotals, moveOf } from '../../src/insight/index.ts';
import { sources } from '../../src/sources/index.ts';
import { standingClock, testApi } from '../support/api.ts';
import type { Loose } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillPipelines } from '../support/pipelines.ts';
import { collectDay } from '../support/rows.ts';
import { createSimulator } from '../../src/sim/index.ts';

/** What stands around a number: the answer's own parts from the number outwards. */
type Around = readonly Loose[];
type Follow = (value: Loose, around: Around, route: string) => Promise<void>;

/** A count is one figure, and not a number with a precision beside it. */
const isCount = (value: Loose): boolean => typeof value === 'object' && value !== null && 'precision' in value && 'value' in value;

/** How many figures of one place are followed; there are hundreds of each. */
const followed = 6;

describe('every number the API serves', async () => {
  const { store } = await testStore();
  const days = ['2026-11-20', '2026-11-21'] as const;
  const keyword = '무선 키보드';
  {
    await using simulator = await createSimulator({ titles: 10, episodes: 120, kakaoTitles: 8, kakaoEpisodes: 70, day: days[0] });
    await ensureWorkspace(store);
    const watched: NewTarget[] = [
      ...simulator.soop
        .ids()
        .slice(0, 12)
        .map((externalId) => ({ platform: 'soop' as const, kind: 'channel', externalId })),
      ...simulator.youtube
        .world()
        .channels.slice(0, 3)
        .map(({ id }) => ({ platform: 'youtube' as const, kind: 'channel', externalId: id })),
      { platform: 'naver-shopping', kind: 'keyword', externalId: keyword },
    ];
    await addTargets(store, { workspaceId: mainWorkspace, targets: watched });
    for (const day of days)
      for (const source of sources) {
        expect((await collectDay(store, source, simulator, day)).state).toBe('done');
        await refreshSeriesTotals(store, source.platform, standingClock());
      }
  }
  const worker = await store.worker('0.0.0-test');
  const pipelines = await fillPipelines(store, {
    ...{ days: 5, now: Date.parse('2026-11-21T00:40:00Z'), worker: worker.id },
    collections: (await store.query<{ id: string }>('select id::text as id from run order by run.id limit 2')).map(({ id }) => id),
  });
  const served: string[] = [];
  const server = await testApi(store, {
    onRoute: ({ method, url }) => void (method === 'GET' && url.startsWith('/api/v1/') && served.push(url)),
    clock: standingClock(Date.parse('2026-11-21T12:00:00Z')),
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const get = async (path: string): Promise<Loose> => {
    const { status, json } = await server.get(path);
    expect([path, status]).toEqual([path, 200]);
    return json;
  };

  /** An exchange tells the parser version and the run, and its body can be read. */
  const followExchange = async (id: string, runId?: string | null): Promise<void> => {
    const exchange = await get(`/api/v1/exchanges/${id}`);
    expect(exchange).toMatchObject({ id, parserVersion: expect.stringMatching(/./), outcome: expect.stringMatching(/./) });
    expect(exchange.body).not.toBeNull();
    if (runId) expect(exchange.runId).toBe(runId);
    await get(`/api/v1/runs/${exchange.runId}`);
  };

  const partsOf = async (path: string): Promise<{ of: string; parts: Loose[] }> => {
    const parts: Loose[] = [];
    for (let next = ''; ;) {
      const page = await get(`${path}${path.includes('?') ? '&' : '?'}limit=200${next}`);
      parts.push(...page.parts);
      if (page.next === null) {
        expect(parts).toHaveLength(page.total);
        return { of: page.of, parts };
      }
      next = `&cursor=${page.next}`;
    }
  };

  /** The parts of a figure name exchange, parser version and run, and give the figure back. */
  const followFigure = async (name: string, count: Loose, query = ''): Promise<Loose[]> => {
    const { of, parts } = await partsOf(`/api/v1/traces/${name}${query}`);
    for (const part of parts)
      expect(part).toMatchObject({ parserVersion: expect.stringMatching(/./), runId: expect.stringMatching(/^\d+$/) });
    await followExchange(parts[0].exchangeId, parts[0].runId);
    if (of === 'observed') expect([name, parts[0].count]).toEqual([name, count]);
    else if (count !== undefined)
      expect([name, parts.reduce((sum, part) => sum + (part.count?.value ?? 0), 0)]).toEqual([name, count.value]);
    return parts;
  };

  const seriesName = ({ platform, id }: Loose, metric: string) => `${platform}/series/${id}/${metric}`;
  const seriesCount =
    (metric: string): Follow =>
    async (count, around) =>
      void (await followFigure(seriesName(around[1], metric), count));
  const knownOf =
    (metric: string): Follow =>
    async (known, [series]) => {
      const { parts } = series.counts[metric] || known > 0 ? await partsOf(`/api/v1/traces/${seriesName(series, metric)}`) : { parts: [] };
      expect(parts.filter((part) => part.count !== null)).toHaveLength(known);
    };
  /** The best place, in one of the lists the page of the series names. */
  const bestRank: Follow = async (count, [, series]) => {
    const { ranks } = await get(`/api/v1/webtoons/${series.platform}/${series.id}`);
    const place = ranks.find((rank: Loose) => rank.order === 'user' && rank.list !== 'all' && rank.count?.value === count.value);
    await followFigure(seriesName(series, 'rank'), count, `?scope=${encodeURIComponent(place.scope)}`);
  };
  const fromExchange: Follow = async (_value, [point]) => followExchange(point.exchangeId, point.runId);
  const curvePoint: Follow = async (count, [point, curve], route) => {
    if (point.exchangeId !== null) return followExchange(point.exchangeId, point.runId);
    const [platform, id] = route.split('/').slice(4, 6);
    await followFigure(`${platform}/series/${id}/${curve.metric}`, count, `?run=${point.runId}`);
  };
  const ofRun: Follow = async (_value, around) =>
    void (await get(`/api/v1/runs/${around.find((each) => each.state && each.id)?.id ?? ''}`));
  const recomputed: Follow = async (_value, [move], route) => {
    const isRank = route.includes('metric=rank');
    const { verdict, change, relative, step } = moveOf(move.before, move.count, { isRank, isNew: move.verdict === 'new' });
    expect({ verdict, change, relative, step }).toEqual({
      verdict: move.verdict,
      change: move.change,
      relative: move.relative,
      step: move.step,
    });
  };
  /** Numbers of the two days: observed ones name their exchange, sums their run. */
  const moved =
    (which: '' | 'before'): Follow =>
    async (_count, [mover], route) => {
      const exchangeId = which === '' ? mover.exchangeId : mover.beforeExchangeId;
      const runId = which === '' ? mover.runId : mover.beforeRunId;
      if (exchangeId) return followExchange(exchangeId, runId);
      const series = mover.platform ? mover : { platform: route.split('/')[4], id: route.split('/')[5] };
      const metric = /metric=(\w+)/.exec(route)?.[1] ?? 'comments';
      const { parts } = await partsOf(`/api/v1/traces/${seriesName(series, metric)}?run=${runId}`);
      expect(parts.filter((part) => part.count !== null).length).toBeGreaterThanOrEqual(mover.compared + (which === '' ? mover.added : 0));
      await followExchange(parts[0].exchangeId, runId);
    };
  const listed = async (query: string): Promise<Loose[]> => (await get(`/api/v1/webtoons?limit=200&${query}`)).items;
  const cellsOf = async (cell: Loose): Promise<Loose[]> =>
    (await listed(`genre=${encodeURIComponent(cell.genre)}&weekday=${cell.weekday}`)).filter((item) => item.state !== 'finished');
  const median: Follow = async (count, [cell]) => {
    const values = (await cellsOf(cell)).flatMap((item) => item.counts.views?.value ?? []).toSorted((a, b) => a - b);
    const middle = (values[Math.floor((values.length - 1) / 2)]! + values[Math.ceil((values.length - 1) / 2)]!) / 2;
    // Halves are rounded to even by one and upwards by the other.
    expect(Math.abs(count.value - middle)).toBeLessThanOrEqual(0.5);
  };
  const counted =
    (length: (around: Around, route: string) => Promise<number>): Follow =>
    async (value, around, route) => {
      expect(await length(around, route)).toBe(value);
    };
  const itemsOf: Follow = counted(async (_around, route) => {
    let seen = 0;
    for (let next: string | null = ''; next !== null;) {
      const page: Loose = await get(`${route}${route.includes('?') ? '&' : '?'}limit=200${next && `&cursor=${next}`}`);
      seen += page.items.length;
      next = page.next;
    }
    return seen;
  });
  const facetOf = (filter: string): Follow =>
    counted(async ([facet]) => (await get(`/api/v1/webtoons?${filter}=${encodeURIComponent(facet.value)}`)).total);

  const metrics = ['views', 'likes', 'comments', 'favourites', 'seriesLikes', 'stars', 'episodes'];
  const summary = Object.fromEntries([
    ...metrics.map((metric) => [`counts.${metric}`, seriesCount(metric)] as const),
    ['counts.rank', bestRank],
    ['likesKnown', knownOf('likes')],
    ['commentsKnown', knownOf('comments')],
  ]) as Record<string, Follow>;
  const within = (place: string, rules: Record<string, Follow>) =>
    Object.fromEntries(Object.entries(rules).map(([name, follow]) => [place + name, follow]));
  const move: Record<string, Follow> = {
    count: moved(''),
    before: moved('before'),
    change: recomputed,
    relative: recomputed,
    step: recomputed,
    compared: moved(''),
    added: moved(''),
  };
  const curves: Record<string, Follow> = {
    'curves[].points[].count': curvePoint,
    'curves[].points[].known': async (known, [point]) => expect(known).toBeLessThanOrEqual(point.of),
    'curves[].points[].of': async (of, [point]) => expect(of).toBeGreaterThanOrEqual(point.known),
  };
  const episodeWords: Follow = async (_no, [episode]) => followExchange(episode.traces.fields.exchangeId, episode.traces.fields.runId);
  const runNumbers = [
    'pages',
    'records',
    'observations',
    'misfits',
    'bytes',
    'durationMs',
    'peakMemoryBytes',
    'progress.tasks',
    'progress.done',
  ];
  const run = Object.fromEntries(runNumbers.map((name) => [name, ofRun]));

  const [naver] = await listed('platform=naver-webtoon&state=ongoing&sort=likes');
  const [kakao] = await listed('platform=kakao-webtoon&state=ongoing&sort=likes');
  const episodeOf = async ({ platform, id }: Loose) => (await get(`/api/v1/webtoons/${platform}/${id}/episodes?sort=comments`)).items[0];
  const verdicts: Follow = async (_n, around) => {
    const answer = around.at(-1);
    for (const verdict of ['rose', 'fell'] as const)
      expect(answer.days.reduce((sum: number, day: Loose) => sum + day.verdicts[verdict], 0)).toBe(answer[verdict].length);
  };
  const movers = {
    ...Object.fromEntries(['rose', 'fell', 'fresh'].flatMap((list) => Object.entries(within(`${list}[].`, move)))),
    'days[].verdicts.*': verdicts,
  };

  const routes: [string, Record<string, Follow>][] = [
    ['/api/v1/webtoons', { ...within('items[].', summary), total: itemsOf }],
    [
      '/api/v1/webtoons/facets',
      {
        'platforms[].count': facetOf('platform'),
        'weekdays[].count': facetOf('weekday'),
        'genres[].count': facetOf('genre'),
        'states[].count': facetOf('state'),
      },
    ],
    [
      '/api/v1/webtoons/table?metric=views',
      {
        'cells[].value': median,
        'cells[].titles': counted(async ([cell]) => (await cellsOf(cell)).length),
        'cells[].known': counted(async ([cell]) => (await cellsOf(cell)).filter((item) => item.counts.views !== null).length),
      },
    ],
    ...['likes', 'comments', 'views', 'favourites', 'seriesLikes', 'rank'].map((metric): [string, Record<string, Follow>] => [
      `/api/v1/webtoons/movers?metric=${metric}&limit=200`,
      movers,
    ]),
    ...['likes', 'comments'].map((metric): [string, Record<string, Follow>] => [
      `/api/v1/episodes/movers?metric=${metric}`,
      { ...within('items[].', move), 'items[].no': fromExchange },
    ]),
    [
      '/api/v1/sources/health',
      Object.fromEntries([
        // robots.txt is no exchange: it is asked for politeness, and kept beside the lanes.
        [
          'hosts[].robots.status',
          (async (status, around) => {
            const { host } = around.find((each) => 'robots' in each);
            const [kept] = await store.query<Loose>({ text: 'select status from robots where origin = $1', values: [`https://${host}`] });
            expect(kept).toEqual({ status });
          }) satisfies Follow,
        ] as const,
        ...['asked', 'outcomes.*'].map(
          (name) =>
            [
              `items[].${name}`,
              (async (_n, around) => {
                const item = around.find((each) => 'asked' in each);
                expect(Object.values<number>(item.outcomes).reduce((sum, n) => sum + n, 0)).toBe(item.asked);
              }) satisfies Follow,
            ] as const,
        ),
      ]),
    ],
    ['/api/v1/runs', { ...within('items[].', run), 'items[].outcomes.*': ofRun }],
    [
      '/api/v1/runs/1',
      {
        ...run,
        'outcomes.*': ofRun,
        ...Object.fromEntries(['tasks', 'done', 'failed', 'waiting', 'targets', 'pages'].map((name) => [`streams[].${name}`, ofRun])),
      },
    ],
  ];
  for (const series of [naver, kakao]) {
    const page = `/api/v1/webtoons/${series.platform}/${series.id}`;
    const episode = await episodeOf(series);
    routes.push(
      [
        page,
        {
          ...summary,
          'ranks[].count': async (count, [rank, answer]) =>
            void (await followFigure(seriesName(answer, 'rank'), count, `?scope=${encodeURIComponent(rank.scope)}`)),
        },
      ],
      [`${page}/curves`, curves],
      [`/api/v1/episodes/${series.platform}/${episode.id}/curves`, curves],
      [
        `${page}/episodes`,
        {
          total: itemsOf,
          'items[].no': episodeWords,
          ...Object.fromEntries(
            ['likes', 'comments', 'stars', 'starVotes'].map((metric) => [
              `items[].counts.${metric}`,
              (async (count, [, item]) => {
                const { exchangeId, parserVersion, runId } = item.traces[metric];
                await followExchange(exchangeId, runId);
                expect(parserVersion).toMatch(/./);
                await followFigure(`${series.platform}/episode/${item.id}/${metric}`, count);
              }) satisfies Follow,
            ]),
          ),
        },
      ],
      [
        `${page}/episode-curve`,
        Object.fromEntries([
          ...['likes', 'comments', 'stars'].map(
            (metric) =>
              [
                `points[].${metric}`,
                (async (count, [point]) =>
                  void (await followFigure(`${series.platform}/episode/${point.id}/${metric}`, count))) satisfies Follow,
              ] as const,
          ),
          [
            'points[].no',
            (async (_no, [point]) => void (await partsOf(`/api/v1/traces/${series.platform}/episode/${point.id}/fields`))) satisfies Follow,
          ],
        ]),
      ],
      [
        `${page}/comment-activity`,
        {
          ...within('days[].', move),
          'written[].comments': async (_n, around) => {
            const { written, collected } = around.at(-1);
            expect(written.reduce((sum: number, day: Loose) => sum + day.comments, 0)).toBeLessThanOrEqual(collected.comments);
          },
          'written[].writers': async (writers, [day]) => expect(writers).toBeLessThanOrEqual(day.comments),
          'collected.*': async (_n, [collected], at) => {
            const [kept] = await store.query({
              text: `select count(*)::integer as comments, count(distinct parent_id)::integer as episodes from record
                where kind = 'comment' and parent_id in (select id from record where kind = 'episode' and parent_id = $1)`,
              values: [at.split('/')[5]],
            });
            expect(collected).toEqual(kept);
          },
        },
      ],
    );
  }

  /** A number of an account or a post: its item tells the exchange, and the trace of the figure the same number. */
  const ofItem =
    (kind: 'channel' | 'post'): Follow =>
    async (count, [counts, item], route) => {
      const metric = Object.keys(counts).find((name) => counts[name] === count)!;
      await followExchange(item.traces[metric].exchangeId, item.traces[metric].runId);
      const platform = item.platform ?? route.split('/')[4];
      await followFigure(`${platform}/${kind}/${item.id}/${metric}`, count);
    };
  const movedOn = (isRank: boolean): Record<string, Follow> => {
    const again: Follow = async (_value, [each]) =>
      expect(each).toMatchObject(moveOf(each.before, each.count, { isRank, isNew: each.verdict === 'new' }));
    return {
      ...{ change: again, relative: again, step: again },
      count: async (_count, [each]) => followExchange(each.exchangeId, each.runId),
      before: async (_count, [each]) => followExchange(each.beforeExchangeId, each.beforeRunId),
    };
  };
  const account = { 'counts.*': ofItem('channel'), ...within('changes.day.', movedOn(false)), ...within('changes.week.', movedOn(false)) };
  routes.push(
    ['/api/v1/accounts', { ...within('items[].', account), total: itemsOf }],
    [
      '/api/v1/accounts/facets',
      { 'platforms[].count': counted(async ([facet]) => (await get(`/api/v1/accounts?platform=${facet.value}`)).total) },
    ],
    [
      `/api/v1/offers?keyword=${encodeURIComponent(keyword)}`,
      { ...within('items[].rank.', movedOn(true)), ...within('items[].price.', movedOn(false)), total: itemsOf },
    ],
  );
  for (const platform of ['soop', 'youtube']) {
    const [{ id }] = (await get(`/api/v1/accounts?platform=${platform}`)).items;
    const page = `/api/v1/accounts/${platform}/${id}`;
    const words: Follow = async (_value, [item]) => followExchange(item.traces.fields.exchangeId, item.traces.fields.runId);
    routes.push(
      [page, account],
      [`${page}/curves`, curves],
      [`${page}/posts`, { 'items[].counts.*': ofItem('post'), 'items[].durationSeconds': words, total: itemsOf }],
    );
  }

  /** What an attempt counted stands with its log and the collections it did; what is told of a run, with its attempts. */
  const ofAttempt: Follow = async (_value, around, route) => {
    const at = around.findIndex((each) => 'collections' in each);
    for (const id of around[at].collections) await get(`/api/v1/runs/${id}`);
    const step = around.slice(at + 1).find((each) => 'needs' in each);
    const { items } = await get(`${route}/steps/${step.name}/log?attempt=${around[at].id}`);
    for (const line of items) expect(line).toMatchObject({ attemptId: around[at].id, attempt: around[at].attempt, seat: around[at].seat });
  };
  const runOf = (around: Around): Promise<Loose> => {
    const near = around.find((each) => each.runId ?? each.intervalStart);
    return get(`/api/v1/pipelines/runs/${near.runId ?? near.id}`);
  };
  const ofRunPage: Follow = async (value, around) => {
    const { priority, steps } = await runOf(around);
    const known = [
      priority,
      ...steps.flatMap((step: Loose) => [
        step.failures,
        step.attemptsBegun,
        ...step.attempts.flatMap((each: Loose) => [each.attempt, each.seat]),
      ]),
    ];
    expect(known).toContain(value);
  };
  /** As the definition of the run says, which the run keeps. */
  const asDefined: Follow = async (value, [step]) => {
    const [kept] = await store.query<{ definition: Loose }>({
      text: 'select definition from pipeline_run where pipeline = $1 order by id desc limit 1',
      values: ['webtoons-daily'],
    });
    expect(Object.values(kept!.definition.steps.find(({ name }: Loose) => name === step.name))).toContain(value);
  };
  const inTable =
    (table: string): Follow =>
    async (value, around) => {
      const { name, id } = around.find((each) => 'slots' in each || 'pid' in each || 'jitterMs' in each);
      const [row] = await store.query<Loose>({
        text: `select to_jsonb(t) as row from ${table} t where ${table === 'pool' ? 'name' : 'id::text'} = $1`,
        values: [id ?? name],
      });
      expect(Object.values(row.row)).toContain(value);
    };
  const taken: Follow = async (value, [slot], route) =>
    expect([route, slot.slots, slot.holders.length <= slot.slots]).toEqual([route, value, true]);
  const stepRules = within('', { seats: asDefined, retries: asDefined, retryDelayMs: asDefined, timeoutMs: asDefined });
  const pipelineRun = { priority: ofRunPage, 'steps[].failures': ofRunPage };
  const schedule = { 'schedules[].jitterMs': inTable('schedule') };
  routes.push(
    ['/api/v1/pipelines', within('items[].', { ...schedule, ...within('runs[].', pipelineRun) })],
    [
      '/api/v1/pipelines/webtoons-daily',
      {
        ...schedule,
        ...within('runs[].', pipelineRun),
        ...within('grid[].', pipelineRun),
        ...within('definition.steps[].', stepRules),
      },
    ],
    [
      `/api/v1/pipelines/runs/${pipelines.webtoons}`,
      {
        priority: ofRunPage,
        ...within('steps[].', { ...stepRules, attemptsBegun: counted(async ([step]) => step.attempts.length) }),
        'steps[].failures': counted(async ([step]) => step.attempts.filter(({ state }: Loose) => state === 'failed').length),
        ...within(
          'steps[].attempts[].',
          Object.fromEntries(
            ['attempt', 'seat', 'items', 'bytes', 'durationMs', 'peakMemoryBytes', 'outcomes.*'].map((name) => [name, ofAttempt] as const),
          ),
        ),
      },
    ],
    [
      `/api/v1/pipelines/runs/${pipelines.webtoons}/steps/naver/log`,
      { 'items[].attempt': async () => {}, 'items[].seat': async () => {}, 'items[].data.n': async (n) => expect(n).toBeGreaterThan(0) },
    ],
    [
      '/api/v1/queue',
      {
        'waiting[].priority': ofRunPage,
        'waiting[].wait.slots': taken,
        'waiting[].wait.holders[].seat': ofRunPage,
        'failed[].attempts': ofRunPage,
        'pools[].slots': inTable('pool'),
        'pools[].holders[].seat': ofRunPage,
      },
    ],
    ['/api/v1/workers', { 'items[].pid': inTable('worker'), 'items[].steps[].seat': ofRunPage, 'items[].steps[].attempt': ofRunPage }],
    ['/api/v1/schedules', { 'items[].jitterMs': inTable('schedule') }],
    ['/api/v1/pipeline-runs?limit=5', within('items[].', pipelineRun)],
  );

  /** Calls `visit` for each number and each count, with its place as `items[].counts.views`. */
  const walk = async (
    value: Loose,
    place: string,
    around: Around,
    visit: (value: Loose, place: string, around: Around) => Promise<void>,
  ) => {
    if (typeof value === 'number' || isCount(value)) return visit(value, place, around);
    if (Array.isArray(value)) for (const each of value) await walk(each, `${place}[]`, around, visit);
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value))
        await walk(each, place === '' ? name : `${place}.${name}`, [value, ...around], visit);
  };

  it.for(routes)('of %s can be followed to its exchanges, parser versions and runs', { timeout: 60_000 }, async ([route, rules]) => {
    const times = new Map<string, number>();
    let numbers = 0;
    await walk(await get(route), '', [], async (value, place, around) => {
      numbers++;
      const rule = rules[place] ?? rules[place.replace(/\.[^.]+$/, '.*')];
      // A new number in an answer needs a way back before it is served.
      if (rule === undefined) throw new Error(`${route}: nobody knows where "${place}" comes from`);
      times.set(place, (times.get(place) ?? 0) + 1);
      if (times.get(place)! <= followed) await rule(value, around, route);
    });
    expect([route, numbers]).not.toEqual([route, 0]);
  });

  it('stands on a route that is walked here, or on one that tells no figure of a platform', () => {
    const walked = new Set(
      routes.map(([route]) =>
        route
          .replace(/\?.*/, '')
          .replace(/\/(naver-webtoon|kakao-webtoon|soop|youtube)\/[^/]+/, '/:platform/:id')
          .replace(/runs\/\d+/, 'runs/:id')
          .replace(/steps\/\w+/, 'steps/:step')
          .replace(/pipelines\/[\w]+-[\w]+/, 'pipelines/:name'),
      ),
    );
    // Words without numbers; the ends of every way; who is signed in; what is set; what waits for a person; who was told.
    const ends = ['offers/keywords', 'exchanges/:id', 'traces/:platform/:kind/:id/:metric', 'session', 'tokens', 'lanes', 'sources'];
    const alerts = ['events', 'deliveries', 'channels', 'silences'].map((name) => `alerts/${name}`);
    const others = [...ends, 'challenges', 'challenges/:id', 'challenges/:id/screenshot', 'schedules/:id/starts', ...alerts].map(
      (name) => `/api/v1/${name}`,
    );
    expect(served.toSorted()).toEqual([...walked, ...others].toSorted());
  });

  it('of a comment too', async () => {
    const [comment] = await store.query<{ platform: string; id: string }>(
      "select platform, id from record where kind = 'comment' order by id limit 1",
    );
    const { parts } = await partsOf(`/api/v1/traces/${comment!.platform}/comment/${encodeURIComponent(comment!.id)}/likes`);
    expect(parts).toHaveLength(1);
    await followExchange(parts[0].exchangeId, parts[0].runId);
  });

  it('of nothing is said to be nowhere', async () => {
    for (const [path, code] of [
      ['naver-webtoon/series/nobody/likes', 'TDM_NOT_FOUND'],
      [`naver-webtoon/series/${naver.id}/nothing`, 'TDM_NOT_FOUND'],
      [`naver-webtoon/series/${naver.id}/likes?run=999999`, 'TDM_NOT_FOUND'],
      [`naver-webtoon/series/${naver.id}/rank'%20or%201=1`, 'TDM_REQUEST_INVALID'],
      [`tiktok/follower/1/likes`, 'TDM_REQUEST_INVALID'],
      [`naver-webtoon/series/${naver.id}/likes?run=x`, 'TDM_REQUEST_INVALID'],
      [`naver-webtoon/series/${naver.id}/likes?day=2026-13-40`, 'TDM_REQUEST_INVALID'],
      [`naver-webtoon/series/${naver.id}/likes?cursor=abc`, 'TDM_REQUEST_INVALID'],
    ] as const)
      expect([path, (await server.get(`/api/v1/traces/${path}`)).json.code]).toEqual([path, code]);
  });
});
