import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectError, place, simulator } from './place.ts';

const { url } = await simulator({ titles: 12, episodes: 60, kakaoTitles: 4, kakaoEpisodes: 20 });
const here = place({ TIDEMARK_SIMULATOR: url });
const sample = (...words: string[]) => [...words, '--world', 'sample'];
const worker = (...words: string[]) => here.run(['worker', '--once', ...words]);

const own = (name: string, text: string): void => {
  const folder = join(here.data, 'pipelines');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.yaml`), text);
};

test('a run is begun, done by a worker, and shown with what each step came to', async () => {
  const { run } = await here.json(sample('pipelines', 'run', 'webtoons-daily'));
  const waiting = (await here.run(sample('pipelines', 'runs', run))).stdout;
  expect(waiting).toMatch(/naver +ready .* no worker takes it; start one: tidemark worker --sample/);
  expect(waiting).toMatch(/naver-sums +blocked .* behind naver \(ready\)/);
  const done = await worker('--json');
  expect(done.code, done.stderr).toBe(0);
  const events = done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; step?: string; state?: string });
  expect(events.filter(({ event }) => event === 'end').map(({ step, state }) => `${step} ${state}`)).toHaveLength(6);
  const shown = await here.json(sample('pipelines', 'runs', run));
  expect(shown).toMatchObject({ pipeline: 'webtoons-daily', reason: 'person', state: 'done', error_code: null });
  const naver = shown.steps.find(({ step }: { step: string }) => step === 'naver');
  expect(naver).toMatchObject({ state: 'done', attempts: 1 });
  expect(Number(naver.items)).toBeGreaterThan(40);
  expect(naver.outcomes.ok).toBeGreaterThan(0);
  expect((await here.run(sample('pipelines', 'runs', 'webtoons-daily'))).stdout).toMatch(/webtoons-daily +person .* done/);
  // The collection is known by the step that asked for it.
  const store = await here.store('sample');
  expect(await store.query(`select asked_by, state from run order by platform`)).toEqual([
    { asked_by: `${run}/kakao`, state: 'done' },
    { asked_by: `${run}/naver`, state: 'done' },
  ]);
  expect((await here.json(sample('alerts', 'list'))).events).toMatchObject([{ kind: 'run-succeeded', pipeline: 'webtoons-daily' }]);
});

test('a plan says what a run would ask, by what the last one needed, and leaves nothing behind', async () => {
  const store = await here.store('sample');
  const counts = () =>
    store.query(
      'select (select count(*) from run) as runs, (select count(*) from task) as tasks, (select count(*) from run_stream) as streams',
    );
  const before = await counts();
  const plan = await here.json(sample('pipelines', 'plan', 'webtoons-daily'));
  expect(plan.steps.map(({ step }: { step: string }) => step).slice(0, 2)).toEqual(['naver', 'kakao']);
  const [naver] = plan.steps;
  const series = naver.streams.find(({ stream }: { stream: string }) => stream === 'series');
  expect(series).toMatchObject({ targets: 12, calls: 12, by: 'history', lane: 'naver-webtoon' });
  expect(await counts()).toEqual(before);
  // Nothing was ever collected in the real world, where keys are missing too.
  const real = await here.json(['pipelines', 'plan', 'creators-daily', '--world', 'real']);
  const twitch = real.steps.find(({ step }: { step: string }) => step === 'twitch');
  expect(twitch.closed[0]).toEqual({ stream: 'profile', settings: ['TWITCH_CLIENT_ID', 'TWITCH_CLIENT_SECRET'] });
});

test('an own pipeline begins another one and waits for it', async () => {
  own('child', 'name: child\ntitle: A child\nsteps:\n  - { name: pause, does: wait, with: { for: 1s } }\n');
  own('parent', 'name: parent\ntitle: A parent\nsteps:\n  - { name: child, does: run-pipeline, with: { pipeline: child } }\n');
  const { run } = await here.json(sample('pipelines', 'run', 'parent'));
  const parent = async () => here.json(sample('pipelines', 'runs', run));
  await expect.poll(async () => (await worker(), (await parent()).state), { timeout: 40_000 }).toBe('done');
  const { runs } = await here.json(sample('pipelines', 'runs', 'child'));
  expect(runs).toMatchObject([{ reason: 'pipeline', state: 'done' }]);
});

test('a run is cancelled, and done again as far as it was not', async () => {
  const { run } = await here.json(sample('pipelines', 'run', 'creators-daily'));
  await here.run(sample('pipelines', 'cancel', run));
  const cancelled = await here.json(sample('pipelines', 'runs', run));
  expect(cancelled.state).toBe('cancelled');
  expectError(await here.run(sample('pipelines', 'cancel', run)), 'TDM_RUN_OVER', 2);
  const again = await here.json(sample('pipelines', 'rerun', run, '--failed'));
  expect(again.repeats).toBe(run);
  expectError(await here.run(sample('pipelines', 'rerun', again.run)), 'TDM_RUN_OPEN', 2);
  expectError(await here.run(sample('pipelines', 'rerun', run, '--from', 'nothing')), 'TDM_STEP_UNKNOWN', 2);
  await here.run(sample('pipelines', 'cancel', again.run));
});

test('a backfill begins what has no run yet, behind everything fresh, and once', async () => {
  const backfill = sample('pipelines', 'backfill', 'webtoons-daily', '--from', '2026-08-01', '--to', '2026-08-03');
  const first = await here.json(backfill);
  expect(first).toMatchObject({ intervals: 3 });
  expect(first.runs).toHaveLength(3);
  expect((await here.json(backfill)).runs).toEqual([]);
  const store = await here.store('sample');
  const runs = await store.query(
    `select interval_start, interval_end, priority from pipeline_run where reason = 'backfill' order by interval_start`,
  );
  const at = (day: number) => new Date(`2026-08-0${day}T00:00:00Z`);
  expect(runs).toEqual([
    { interval_start: new Date('2026-07-31T00:00:00Z'), interval_end: at(1), priority: 0 },
    { interval_start: at(1), interval_end: at(2), priority: 0 },
    { interval_start: at(2), interval_end: at(3), priority: 0 },
  ]);
  for (const run of first.runs) await here.run(sample('pipelines', 'cancel', run));
});

test('a pool has the slots that the operator gives it', async () => {
  expect(await here.json(sample('pools', 'set', 'heavy', '0'))).toEqual({ pool: 'heavy', slots: 0 });
  own('big', 'name: big\ntitle: Big\nsteps:\n  - { name: sums, does: refresh, pool: heavy, with: { platform: naver-webtoon } }\n');
  const { run } = await here.json(sample('pipelines', 'run', 'big'));
  await worker();
  expect((await here.json(sample('pipelines', 'runs', run))).steps).toMatchObject([{ state: 'ready', attempts: 0 }]);
  await here.run(sample('pools', 'set', 'heavy', '1'));
  await worker();
  expect((await here.json(sample('pipelines', 'runs', run))).state).toBe('done');
});

test('what cannot be meant is refused with a reason', async () => {
  const refused = async (code: string, ...words: string[]) => expectError(await here.run(words), code, 2);
  await refused('TDM_USAGE', 'worker', '--pools', 'collect=0');
  await refused('TDM_USAGE', 'worker', '--pools', 'collect,collect');
  await refused('TDM_USAGE', 'worker', '--pools', 'No Pool');
  await refused('TDM_USAGE', ...sample('pools', 'set', 'heavy', '-1'));
  await refused('TDM_USAGE', ...sample('pools', 'set', 'Two Words', '1'));
  await refused('TDM_PIPELINE_UNKNOWN', ...sample('pipelines', 'run', 'nothing'));
  await refused('TDM_PARAMETER_INVALID', ...sample('pipelines', 'run', 'creators-daily', '--param', 'wachlist=x'));
  await refused('TDM_USAGE', ...sample('pipelines', 'run', 'creators-daily', '--param', 'x'));
  await refused('TDM_RUN_UNKNOWN', ...sample('pipelines', 'runs', '999999'));
  await refused('TDM_RUN_UNKNOWN', ...sample('pipelines', 'cancel', 'twelve'));
  await refused('TDM_USAGE', ...sample('pipelines', 'backfill', 'webtoons-daily', '--from', '2026-08-03', '--to', '2026-08-01'));
  await refused('TDM_USAGE', ...sample('pipelines', 'backfill', 'webtoons-daily', '--from', 'August', '--to', '2026-08-01'));
});
