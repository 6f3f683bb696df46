import type { Sql } from '../../src/store/index.ts';
import type { PipelineDefinition, StepDefinition } from '../../src/jobs/index.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const step = (name: string, needs: readonly string[], more: Partial<StepDefinition> = {}): StepDefinition => ({
  name,
  needs,
  does: 'collect',
  with: { platform: name },
  pool: 'collect',
  seats: 1,
  retries: 2,
  retryDelayMs: minute,
  timeoutMs: 2 * hour,
  ...more,
});

const definition = (name: string, title: string, cron: string, steps: readonly StepDefinition[]): PipelineDefinition => ({
  name,
  title,
  parameters: { watchlist: { type: 'text', title: 'Watchlist', default: null } },
  schedule: { cron, zone: 'Asia/Seoul', jitterMs: 0, quiet: null, catchUp: 'none' },
  steps,
});

/** The pipelines {@link fillPipelines} fills in. */
export const webtoonsDaily = definition('webtoons-daily', 'Webtoons of both platforms, daily', '0 9 * * *', [
  step('naver', [], { seats: 2 }),
  step('kakao', []),
  step('totals', ['naver', 'kakao'], { does: 'refresh', with: {}, pool: 'heavy', retries: 0 }),
  step('seal', ['naver', 'kakao'], { does: 'seal', with: {}, pool: 'heavy' }),
  step('check', ['totals', 'seal'], { does: 'check', with: {}, pool: 'light' }),
]);
export const creatorsDaily = definition('creators-daily', 'Creators, their posts and followers', '30 6 * * *', [
  ...['twitch', 'youtube', 'soop', 'chzzk', 'tiktok'].map((platform) => step(platform, [])),
  step('changes', ['twitch', 'youtube', 'soop', 'chzzk', 'tiktok'], { does: 'refresh', with: {}, pool: 'heavy' }),
]);
export const pricesHourly = definition('prices-hourly', 'Prices and places in shopping search', '0 * * * *', [
  step('offers', []),
  step('places', ['offers'], { does: 'refresh', with: {}, pool: 'light' }),
]);

type AttemptState = 'running' | 'done' | 'failed' | 'cancelled' | 'lost' | 'waiting';

interface FilledAttempt {
  readonly state: AttemptState;
  readonly seat?: number;
  readonly worker?: string;
  /** After the run began. */
  readonly fromMs: number;
  readonly forMs?: number;
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly collections?: readonly string[];
  readonly error?: readonly [string | null, string];
  readonly log?: readonly (readonly ['info' | 'warn' | 'error', string])[];
}

interface FilledStep {
  readonly state: string;
  readonly attempts?: readonly FilledAttempt[];
  /** Ready at this instant instead of when its run began. */
  readonly readyAt?: number;
}

interface FilledRun {
  readonly definition: PipelineDefinition;
  readonly intervalStart: number;
  readonly intervalEnd: number;
  readonly state: string;
  readonly reason?: string;
  readonly scheduleId?: string;
  readonly repeats?: string;
  readonly version?: string;
  /** At the end of its interval unless it is said. */
  readonly beganAt?: number;
  readonly steps: Readonly<Record<string, FilledStep>>;
}

/** Writes one run with all that hangs on it, as workers would have left it. Returns its id. */
export const fillRun = async (sql: Sql, run: FilledRun): Promise<string> => {
  const began = run.beganAt ?? run.intervalEnd + 4_000;
  const at = (ms: number) => new Date(ms).toISOString();
  const all = Object.values(run.steps).flatMap(({ attempts = [] }) => attempts);
  const ends = all.map(({ fromMs, forMs = 0 }) => began + fromMs + forMs);
  const isOpen = run.state === 'queued' || run.state === 'running';
  const failure = Object.values(run.steps)
    .find(({ state }) => state === 'failed')
    ?.attempts?.at(-1)?.error;
  const error = run.state === 'failed' ? (failure ?? [null, null]) : [null, null];
  const [row] = await sql.query<{ id: string }>({
    text: `
      insert into pipeline_run (workspace_id, pipeline, definition, version, interval_start, interval_end, reason, schedule_id, repeats, parameters, settings,
        priority, state, created_at, started_at, ended_at, error_code, error_message)
      values ('main', $1, $2, $3, $4, $5, $6, $7, $8, '{"watchlist": null}', '{"PRIVACY_NAMES": "hash"}', $9, $10, $5, $11, $12, $13, $14)
      returning id::text as id`,
    values: [
      ...[run.definition.name, JSON.stringify(run.definition), run.version ?? 'test', at(run.intervalStart), at(run.intervalEnd)],
      ...[run.reason ?? 'schedule', run.scheduleId ?? null, run.repeats ?? null, run.reason === 'backfill' ? 0 : 10, run.state],
      ...[all.length > 0 ? at(began) : null, isOpen ? null : at(Math.max(began, ...ends)), ...error],
    ],
  });
  const { id } = row!;
  const steps = run.definition.steps.map(({ name, pool }, place) => {
    const { state, attempts = [], readyAt } = run.steps[name] ?? { state: 'blocked' };
    const last = attempts.at(-1);
    const isOver = !['blocked', 'ready', 'running'].includes(state);
    return {
      ...{ step: name, place, state, pool },
      attempts: attempts.length,
      failures: attempts.filter((each) => each.state === 'failed').length,
      ready_at: state === 'blocked' || state === 'skipped' ? null : at(readyAt ?? began),
      started_at: attempts[0] ? at(began + attempts[0].fromMs) : null,
      ended_at: isOver && last ? at(began + last.fromMs + (last.forMs ?? 0)) : null,
      error_code: isOver || state === 'ready' ? last?.error?.[0] : null,
      error_message: isOver || state === 'ready' ? last?.error?.[1] : null,
    };
  });
  await sql.query({
    text: `
      insert into pipeline_step (run_id, step, place, state, attempts, failures, ready_at, started_at, ended_at, error_code, error_message)
      select $1, step, place, state, attempts, failures, ready_at, started_at, ended_at, error_code, error_message
      from jsonb_populate_recordset(null::pipeline_step, $2)`,
    values: [id, JSON.stringify(steps)],
  });
  for (const { name, pool } of run.definition.steps) {
    let failures = 0;
    for (const attempt of run.steps[name]?.attempts ?? []) {
      const { seat = 0, state, fromMs, forMs, outcomes = {}, collections = [], error: why, log = [], worker = '999999' } = attempt;
      const items = Object.values(outcomes).reduce((sum, n) => sum + n, 0);
      await sql.query({
        text: `
          with attempt as (
            insert into step_attempt (run_id, step, attempt, seat, pool, job_id, worker_id, host, state, started_at, ended_at, outcomes, items, bytes, duration_ms,
              peak_memory_bytes, collections, error_code, error_message)
            values ($1, $2, $3, $4, $5, gen_random_uuid(), $6, coalesce((select host from worker where id = $6), 'shore-2'), $7, $8, $9, $10, $11::bigint, $11::bigint * 2100,
              $12, 180000000 + $11::bigint * 4000, $13, $14, $15)
            returning id, started_at
          )
          insert into step_log (attempt_id, at, level, message, data)
          select attempt.id, started_at + n * interval '3 seconds', line ->> 0, line ->> 1, jsonb_build_object('n', n)
          from attempt, jsonb_array_elements($16::jsonb) with ordinality as each (line, n)`,
        values: [
          ...[id, name, failures + 1, seat, pool, worker, state, at(began + fromMs)],
          ...[
            state === 'running' ? null : at(began + fromMs + (forMs ?? 0)),
            JSON.stringify(outcomes),
            items,
            forMs === undefined ? null : Math.round(forMs),
          ],
          ...[collections, why?.[0] ?? null, why?.[1] ?? null, JSON.stringify(log)],
        ],
      });
      if (state === 'failed') failures += 1;
    }
  }
  return id;
};

export const fillSchedule = async (
  sql: Sql,
  { name, schedule }: PipelineDefinition,
  more: { readonly nextAt: number | null; readonly pausedAt?: number },
): Promise<string> => {
  const { cron, zone } = schedule!;
  const [row] = await sql.query<{ id: string }>({
    text: `insert into schedule (workspace_id, pipeline, name, cron, zone, planned_until, next_at, paused_at) values ('main', $1, 'default', $2, $3, now(), $4, $5) returning id::text as id`,
    values: [
      name,
      cron,
      zone,
      more.nextAt === null ? null : new Date(more.nextAt),
      more.pausedAt === undefined ? null : new Date(more.pausedAt),
    ],
  });
  return row!.id;
};

const unreachable = ['TDM_HOST_UNREACHABLE', 'webtoon.kakao.example does not answer: connect ETIMEDOUT'] as const;
const readLog = (platform: string, pages: number): [level: 'info' | 'warn' | 'error', words: string][] => [
  ['info', `${platform}: planned 12 tasks over 1,150 targets`],
  ...Array.from({ length: pages }, (_, n): ['info', string] => ['info', `${platform}: page ${n + 1} committed, ${40 + (n % 7)} records`]),
];

export interface PipelineFill {
  readonly days: number;
  readonly now: number;
  /** A worker that lives as long as the test. */
  readonly worker: string;
  /** Collections that exist, for the attempts that name one. */
  readonly collections?: readonly string[];
}

/**
 * Three pipelines with so many days behind them. `webtoons-daily` failed four days ago over Kakao and was done again, lost a worker the day before, and is at
 * work now; the pool `heavy` is held by it, so that `creators-daily` waits; `prices-hourly` is paused, has a run that was cancelled, and one that goes on later
 * because the budget is gone. Returns the ids of the runs one looks at.
 */
export const fillPipelines = async (
  sql: Sql,
  { days, now, worker, collections = [] }: PipelineFill,
): Promise<Record<'webtoons' | 'failed' | 'repeated' | 'creators' | 'prices', string>> => {
  await sql.query("insert into workspace (id, name) values ('main', 'Main') on conflict do nothing");
  const midnight = Math.floor(now / day) * day;
  const [webtoons, creators, prices] = [
    await fillSchedule(sql, webtoonsDaily, { nextAt: midnight + day }),
    await fillSchedule(sql, creatorsDaily, { nextAt: midnight + 21.5 * hour }),
    await fillSchedule(sql, pricesHourly, { nextAt: null, pausedAt: now - 2 * hour }),
  ];
  const done = (fromMs: number, forMs: number, ok: number, more: Partial<FilledAttempt> = {}): FilledAttempt => ({
    ...{
      state: 'done',
      fromMs,
      forMs,
      outcomes: ok > 0 ? { ok, gone: Math.round(ok / 200) } : {},
      log: [
        ['info', 'begun'],
        ['info', 'done'],
      ],
    },
    ...more,
  });
  const kept: Record<string, string> = {};
  for (let back = days - 1; back >= 0; back--) {
    const end = midnight - back * day;
    const slow = 1 + ((back * 7) % 5) / 10;
    const interval = { intervalStart: end - day, intervalEnd: end };
    const naver: FilledStep = {
      state: 'done',
      attempts: [
        done(0, 22 * minute * slow, 1150, { collections: collections.slice(0, 1), log: readLog('naver-webtoon', 30) }),
        done(1000, 21 * minute * slow, 1130, { seat: 1, worker: '999998' }),
      ],
    };
    const kakao: FilledStep = { state: 'done', attempts: [done(500, 14 * minute * slow, 620, { collections: collections.slice(1, 2) })] };
    const heavy = (fromMs: number, forMs: number): FilledStep => ({ state: 'done', attempts: [done(fromMs, forMs, 0)] });
    const after = 24 * minute * slow;
    const rest = {
      totals: heavy(after, 3 * minute),
      seal: heavy(after + 3 * minute, 6 * minute),
      check: heavy(after + 10 * minute, 20_000),
    };
    const base = { definition: webtoonsDaily, ...interval };
    const planned = { ...base, scheduleId: webtoons };
    if (back === 4) {
      const tries = [0, 4, 12].map((from): FilledAttempt => ({
        ...{ state: 'failed', fromMs: from * minute, forMs: 2 * minute, outcomes: { unreachable: 3 }, error: unreachable },
        log: [...readLog('kakao-webtoon', 3), ['warn', 'no answer; asked again in 2 s'], ['error', unreachable[1]]],
      }));
      const skipped = { totals: { state: 'skipped' }, seal: { state: 'skipped' }, check: { state: 'skipped' } };
      kept['failed'] = await fillRun(sql, {
        ...planned,
        state: 'failed',
        steps: { naver, kakao: { state: 'failed', attempts: tries }, ...skipped },
      });
      kept['repeated'] = await fillRun(sql, {
        ...{ ...base, state: 'done', reason: 'rerun', repeats: kept['failed'] },
        steps: { naver: { state: 'done' }, kakao, ...rest },
      });
    } else if (back === 0) {
      // The machine was off at nine: what was missed begins later.
      const beganAt = now - 40 * minute;
      kept['webtoons'] = await fillRun(sql, {
        ...{ ...planned, state: 'running', beganAt },
        steps: {
          naver: {
            state: 'done',
            attempts: [
              {
                state: 'lost',
                fromMs: 0,
                forMs: 9 * minute,
                worker: '999997',
                error: ['TDM_WORKER_LOST', 'its worker died; another one goes on'],
              },
              done(10 * minute, 17 * minute, 1150, { worker, collections: collections.slice(0, 1), log: readLog('naver-webtoon', 260) }),
              done(1000, 24 * minute, 1130, { seat: 1, worker }),
            ],
          },
          kakao,
          totals: { state: 'done', attempts: [done(after, 3 * minute, 0, { worker })] },
          seal: { state: 'running', attempts: [{ state: 'running', fromMs: 36 * minute, worker, log: readLog('lake', 12) }] },
          check: { state: 'blocked' },
        },
      });
    } else {
      const lost: FilledAttempt = {
        state: 'lost',
        fromMs: 0,
        forMs: 5 * minute,
        error: ['TDM_WORKER_LOST', 'its worker died; another one goes on'],
      };
      await fillRun(sql, {
        ...planned,
        state: 'done',
        steps: { naver, kakao: back === 1 ? { state: 'done', attempts: [lost, ...kakao.attempts!] } : kakao, ...rest },
      });
    }
    const platforms = ['twitch', 'youtube', 'soop', 'chzzk', 'tiktok'];
    const read = Object.fromEntries(
      platforms.map((name, n) => [name, { state: 'done', attempts: [done(n * 1000, (4 + 3 * n) * minute * slow, 300 + 150 * n)] }]),
    );
    kept['creators'] = await fillRun(sql, {
      ...{ definition: creatorsDaily, intervalStart: end - 26.5 * hour, intervalEnd: end - 2.5 * hour, scheduleId: creators },
      ...(back === 0 && { beganAt: now - 50 * minute }),
      state: back === 0 ? 'running' : 'done',
      steps: { ...read, changes: back === 0 ? { state: 'ready', readyAt: now - 5 * minute } : heavy(20 * minute, minute) },
    });
  }
  for (let back = Math.min(days * 24, 40); back >= 0; back--) {
    const end = Math.floor(now / hour) * hour - back * hour;
    const base = { definition: pricesHourly, intervalStart: end - hour, intervalEnd: end, scheduleId: prices };
    if (back === 9) {
      const cancelled: FilledAttempt = { state: 'cancelled', fromMs: 0, forMs: 40_000, outcomes: { ok: 30 } };
      await fillRun(sql, {
        ...base,
        state: 'cancelled',
        steps: { offers: { state: 'cancelled', attempts: [cancelled] }, places: { state: 'cancelled' } },
      });
    } else if (back === 0) {
      const spent = ['TDM_BUDGET_SPENT', 'the budget of naver-shopping for today is spent'] as const;
      kept['prices'] = await fillRun(sql, {
        ...{ ...base, state: 'running' },
        steps: {
          offers: {
            ...{ state: 'ready', readyAt: now + 3 * hour },
            attempts: [{ state: 'waiting', fromMs: 0, forMs: 70_000, outcomes: { ok: 180, 'quota-exhausted': 1 }, error: spent, worker }],
          },
        },
      });
    } else
      await fillRun(sql, {
        ...{ ...base, state: 'done' },
        steps: {
          offers: { state: 'done', attempts: [done(0, 3 * minute, 200)] },
          places: { state: 'done', attempts: [done(3 * minute, 9_000, 0)] },
        },
      });
  }
  return kept as Record<'webtoons' | 'failed' | 'repeated' | 'creators' | 'prices', string>;
};
