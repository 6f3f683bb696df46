import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPipelineControl } from '../../src/cli/pipeline-control.ts';
import { interval, jobsWorld, pipeline, step } from '../support/jobs.ts';

test('the dashboard knows the shipped pipelines and those of the folder, says what is wrong with others, and begins, ends and repeats runs', async () => {
  const { store, create, workOn, stateOf } = await jobsWorld();
  const pipelinesFolder = await mkdtemp(join(tmpdir(), 'tidemark-pipelines-'));
  onTestFinished(() => rm(pipelinesFolder, { recursive: true }));
  await writeFile(
    join(pipelinesFolder, 'mine.yaml'),
    'name: mine\ntitle: Mine\nsteps:\n  - name: read\n    does: collect\n    pool: collect\n    with: { platform: soop }\n',
  );
  await using control = createPipelineControl(store, { pipelinesFolder });
  expect((await control.definitions()).map(({ name }) => name)).toEqual(expect.arrayContaining(['mine', 'webtoons-daily']));

  await writeFile(join(pipelinesFolder, 'night.yaml'), 'name: night\nsteps: []\n');
  await using fresh = createPipelineControl(store, { pipelinesFolder });
  expect(await fresh.broken()).toMatchObject([{ name: 'night', problems: [{ place: 'steps' }] }]);
  const request = { workspace: 'main', definition: pipeline(step('a')), interval, parameters: {}, reason: 'backfill' as const };
  const begun = await fresh.begin({ ...request, onlyIfNone: true });
  expect([await stateOf(begun!), await fresh.begin({ ...request, onlyIfNone: true })]).toEqual([{ run: 'queued', a: 'ready' }, null]);
  await fresh.cancel(begun!);

  const runId = await create(pipeline(step('a'), step('b')));
  await control.cancel(runId);
  expect(await stateOf(runId)).toEqual({ run: 'cancelled', a: 'cancelled', b: 'cancelled' });
  const again = await control.rerun({ runId, failedOnly: true });
  expect(await stateOf(again)).toEqual({ run: 'queued', a: 'ready', b: 'ready' });
  const [run] = await store.query<{ version: string }>({ text: 'select version from pipeline_run where id = $1', values: [again] });
  await workOn({ work: () => ({}) }, { version: run!.version });
  expect((await stateOf(again))['run']).toBe('done');
});
