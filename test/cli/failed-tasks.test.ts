import { onTestFinished, test, expect } from 'vitest';
import { createPipelineControl } from '../../src/cli/pipeline-control.ts';
import { testApi } from '../support/api.ts';
import { place, simulator } from './place.ts';

const sim = await simulator();
const here = place({ TIDEMARK_SIMULATOR: sim.url });

test('what failed in a collection and is tried again in the dashboard is asked for by a worker, as part of the same collection, and nothing else is', async () => {
  const collect = ['collect', 'naver-webtoon', '--stream', 'titles', '--stream', 'series'];
  const first = await here.json([...collect]);
  const store = await here.store('sample');
  const [title] = await store.query<{ id: string }>("select id from record where kind = 'series' order by id limit 1");
  sim.faults.add([{ fault: 'truncated-json', endpoint: 'article/list/info', match: `titleId=${title!.id}` }]);
  const failed = await here.json([...collect, '--new']);
  expect([first.state, failed.state, failed.outcomes.ok]).toEqual(['done', 'failed', 18]);
  sim.faults.clear();

  await using pipelines = createPipelineControl(store, { pipelinesFolder: here.data }, true);
  const server = await testApi(store, { pipelines });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const headers = await server.signIn();
  const waiting = async () => (await server.get('/api/v1/queue')).json.failedTasks;
  expect(await waiting()).toMatchObject([{ runId: failed.id, failed: 1 }]);
  const asked = await store.query('select id from exchange');
  const { status } = await server.ask(`/api/v1/runs/${failed.id}/retry`, { method: 'POST', headers });
  expect(status).toBe(201);
  const worker = await here.run(['worker', '--once', '--sample', '--world', 'sample']);
  expect(worker.code, worker.stderr).toBe(0);

  expect(await waiting()).toEqual([]);
  expect(await store.query({ text: 'select state from run where id = $1', values: [failed.id] })).toEqual([{ state: 'done' }]);
  expect((await store.query('select id from exchange')).length - asked.length).toBe(1);
  expect(await store.query('select state, pipeline from pipeline_run')).toEqual([{ state: 'done', pipeline: 'failed-tasks' }]);
});
