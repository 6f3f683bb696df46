import { expect, test } from 'vitest';
import { ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { ledgerHooks, tellLateRuns, tellOfCollection } from '../../src/cli/events.ts';
import type { RunReport } from '../../src/collect/index.ts';
import { systemClock, TidemarkError } from '../../src/domain/index.ts';
import { createRun } from '../../src/jobs/index.ts';
import { testStore } from '../support/database.ts';
import { interval, jobsWorld, pipeline, step } from '../support/jobs.ts';

const done: RunReport = {
  ...{ id: '7', platform: 'twitch', origin: 'platform', streams: ['profile'], day: '2026-09-01', state: 'done', pages: 12, records: 40 },
  ...{ observations: 40, misfits: 0, bytes: 900, outcomes: { ok: 12 }, durationMs: 1000, peakMemoryBytes: 1, error: null },
};
const held = new TidemarkError('TDM_LANE_HELD', { lane: 'twitch', until: '2026-09-02T00:00:00.000Z', cause: 'x' });
const shape = new TidemarkError('TDM_PAYLOAD_SHAPE', { endpoint: 'profile:users', reason: 'x' });
const person = new TidemarkError('TDM_CHALLENGE_WAITING', { lane: 'twitch', challenge: '1', cause: 'x' });

const failed = new TidemarkError('TDM_RUN_FAILED', { failed: 3, tasks: 9, reason: 'x', run: '7' });

const cases: readonly (readonly [string, Partial<RunReport>, string | null])[] = [
  ['what went well is told by the end of its run alone', {}, null],
  ['answers without a record are told', { records: 0 }, 'no-data'],
  ['many records that do not fit are told', { records: 90, misfits: 10 }, 'changed-shape'],
  ['one odd record of many is not', { records: 999, misfits: 1 }, null],
  [
    'a collection that failed and met another shape is told',
    { state: 'failed', error: failed, outcomes: { 'changed-shape': 3 } },
    'changed-shape',
  ],
  ['nothing watched is nothing to tell', { records: 0, pages: 0 }, null],
  ['another shape is told', { state: 'failed', error: shape }, 'changed-shape'],
  ['a person who is asked for is told', { state: 'waiting', error: person }, 'challenge'],
  ['a budget of our own that is gone is told', { state: 'waiting', error: held, waitsFor: 'TDM_BUDGET_SPENT' }, 'budget-gone'],
  [
    "a quota that is gone by the platform's word is told",
    { state: 'waiting', error: held, outcomes: { 'quota-exhausted': 1 } },
    'budget-gone',
  ],
  ['a lane that rests for a while is not', { state: 'waiting', error: held, waitsFor: 'TDM_LANE_HELD' }, null],
];

const { store: told } = await testStore();

test.for(cases)('%s, once', async ([title, more, kind]) => {
  await ensureWorkspace(told);
  const runId = String(cases.findIndex(([each]) => each === title) + 1);
  const context = { runId, pipeline: title, step: 'twitch', interval };
  for (let attempt = 0; attempt < 2; attempt++) await tellOfCollection(told, systemClock, context, { ...done, ...more });
  const events = (await told.query<{ kind: string; pipeline: string }>('select kind, pipeline from alert_event')).filter(
    (event) => event.pipeline === context.pipeline,
  );
  expect(events.map((event) => event.kind)).toEqual(kind === null ? [] : [kind]);
});

test('a run of a schedule that has not ended when its successor is due is told of, once; one that a person began is not', async () => {
  const { store, queue } = await jobsWorld();
  const hooks = ledgerHooks(systemClock);
  const request = { workspace: mainWorkspace, definition: pipeline(step('a')), version: '1', parameters: {} };
  const begin = (reason: 'schedule' | 'person', at: { start: number; end: number }) =>
    store.transaction((sql) => createRun(sql, queue, { ...request, reason, interval: at }, hooks));
  const now = Date.now();
  const late = await begin('schedule', { start: now - 7_200_000, end: now - 3_700_000 });
  await begin('schedule', { start: now - 3_700_000, end: now - 100_000 });
  await begin('person', { start: now - 7_200_000, end: now - 3_700_000 });
  await tellLateRuns(store, systemClock);
  await tellLateRuns(store, systemClock);
  expect(await store.query('select kind, run_id::text as run from alert_event')).toEqual([{ kind: 'run-late', run: late }]);
});
