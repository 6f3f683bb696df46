import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace, setOption } from '../../src/catalog/index.ts';
import { ledgerHooks } from '../../src/cli/events.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { version } from '../../src/cli/version.ts';
import { runWorker, usualPools } from '../../src/cli/working.ts';
import { systemClock } from '../../src/domain/index.ts';
import type { Json } from '../../src/domain/index.ts';
import { createRun, rerun } from '../../src/jobs/index.ts';
import { configureLane } from '../../src/net/lanes/sql/configure.ts';
import { declareLanes } from '../../src/net/lanes/sql/declare.ts';
import { addChannel } from '../../src/notify/index.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';
import { receiver } from '../notify/receiver.ts';
import { interval as day, jobsWorld, pipeline, step } from '../support/jobs.ts';
import { startTidemark } from '../support/tidemark.ts';
import { chromium, withPages } from '../support/with-pages.ts';
import { place, simulator } from './place.ts';

const sizes = { titles: 12, episodes: 60, kakaoTitles: 4, youtubeChannels: 2, tiktokCreators: 30, tiktokPosts: 1, tiktokComments: 5 };
const sim = await simulator(sizes);
const server = await receiver();
const environment = { OPS_SLACK: `${server.url}/services/1`, TIDEMARK_URL: 'https://tidemark.example.org' };

/** What Slack was told since, as the texts that a person reads, by kind. */
const told = (): Record<string, string[]> => {
  const messages = server.calls.splice(0).map(({ body }) => {
    const { blocks } = JSON.parse(body) as {
      blocks: { text?: { text: string }; fields?: { text: string }[]; elements?: { text: string }[] }[];
    };
    return blocks.flatMap(({ text, fields = [], elements = [] }) =>
      [...(text ? [text] : []), ...fields, ...elements].map((each) => each.text),
    );
  });
  return Object.fromEntries(messages.map((texts) => [/ · ([a-z-]+) · /.exec(texts.at(-1)!)![1]!, texts]));
};

const at = expect.stringMatching(/^(info|warning|error) · [a-z-]+ · \d{4}-\d\d-\d\d \d\d:\d\d UTC · Tidemark$/);
const interval = expect.stringMatching(/^\*Interval\*\n\d{4}-\d\d-\d\d \d\d:\d\d to \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);

/** Workers of this process on a store of its own. */
const openWorld = async () => {
  const { store, queue } = await jobsWorld();
  const hooks = ledgerHooks(systemClock);
  process.env['OPS_SLACK'] = environment.OPS_SLACK;
  await addChannel(store, {
    ...{ workspaceId: mainWorkspace, name: 'ops', kind: 'slack', leastSeverity: 'info' },
    settings: { secretFrom: 'OPS_SLACK' },
  });
  const settings = readSettings({ data: tmpdir() }, { ...environment, TIDEMARK_PRIVACY_KEY: 'one key for all tests' });
  const never = new AbortController().signal;
  return {
    ...{ store, queue, hooks },
    /** Begins a run of a pipeline of one step, which is tried twice. */
    begin: (name: string, does: string, settingsOfStep: Readonly<Record<string, Json>>, more: object = {}) => {
      const pool = does === 'collect' ? 'collect' : 'light';
      const definition = { ...pipeline(step('get', { does, pool, with: settingsOfStep, retries: 1, retryDelayMs: 50 })), name };
      const request = { workspace: mainWorkspace, definition, version, interval: day, reason: 'person' as const, parameters: {}, ...more };
      return store.transaction(async (sql) => (await createRun(sql, queue, request, hooks))!);
    },
    /** Works until the runs are in these states. */
    workUntil: async (...states: readonly (readonly [run: string, state: string])[]) => {
      const text = 'select state from pipeline_run where id = $1';
      const now = async () =>
        Promise.all(states.map(async ([id]) => (await store.query<{ state: string }>({ text, values: [id] }))[0]!.state));
      const round = () =>
        runWorker({
          ...{ store, queue, settings, clock: systemClock, logger: pino({ enabled: false }), simulatorUrl: sim.url, pools: usualPools },
          ...{ stop: never, abort: never, untilIdle: true },
        });
      await expect.poll(async () => (await round(), now()), { timeout: 90_000, interval: 50 }).toEqual(states.map(([, state]) => state));
    },
  };
};

test(
  'what happens in runs is told once each: with run, step, interval, link, cause and what can be done',
  { timeout: 180_000 },
  async () => {
    const { store, queue, hooks, begin, workUntil } = await openWorld();
    await addTargets(store, {
      workspaceId: mainWorkspace,
      targets: [{ platform: 'youtube', kind: 'channel', externalId: '@nobody_has_this_name' }],
    });
    await declareLanes(store, [{ name: 'kakao-webtoon', intervalMs: 1, concurrency: 4 }]);
    await configureLane(store, 'kakao-webtoon', { budget: { units: 2, zone: 'Asia/Seoul' } });
    const good = await begin('good', 'collect', { platform: 'naver-webtoon', streams: ['titles'] });
    await workUntil([good, 'done']);
    const run = (id: string) => `*Run*\n<https://tidemark.example.org/pipelines/runs/${id}|${id}>`;
    expect(told()).toEqual({ 'run-succeeded': ['good is done', run(good), interval, at] });

    sim.faults.add([{ fault: 'shape-drift', endpoint: 'article/list/info', rename: { titleName: 'nameOfTitle' } }]);
    const drift = await begin('drift', 'collect', { platform: 'naver-webtoon', streams: ['series'] });
    const empty = await begin('empty', 'collect', { platform: 'youtube' });
    const spent = await begin('spent', 'collect', { platform: 'kakao-webtoon', streams: ['titles'] });
    const hour = 3_600_000;
    const now = Date.now();
    const late = await begin(
      'late',
      'wait',
      { for: '2h' },
      { reason: 'schedule', interval: { start: now - 3 * hour, end: now - 2 * hour } },
    );
    await workUntil([drift, 'failed'], [empty, 'done'], [spent, 'running'], [late, 'running']);
    const shape =
      '*Cause*\nTDM_PAYLOAD_SHAPE: the payload of series:info has another shape than expected: titleName: expected string, received undefined';
    expect(told()).toEqual({
      'run-succeeded': ['empty is done', run(empty), interval, at],
      'no-data': [
        ...['youtube answered and had nothing', '*Pipeline*\nempty', run(empty), '*Step*\nget', interval],
        ...['*Cause*\nno record in the one answer', expect.stringMatching(/^\*Next\*\nsee what was asked: tidemark runs show \d+$/), at],
      ],
      'changed-shape': [
        ...['naver-webtoon answers in another shape', '*Pipeline*\ndrift', run(drift), '*Step*\nget', interval, shape],
        ...[expect.stringMatching(/^\*Next\*\nit is kept in quarantine: tidemark runs show \d+; /), at],
      ],
      'run-failed': [
        ...['drift has failed', run(drift), '*Step*\nget', interval, shape],
        ...[expect.stringMatching(`then do it again: tidemark pipelines rerun ${drift} --failed$`), at],
      ],
      'budget-gone': [
        ...['kakao-webtoon has no quota left today', '*Pipeline*\nspent', run(spent), '*Step*\nget', interval],
        expect.stringMatching(/^\*Cause\*\nTDM_BUDGET_SPENT: the day's budget of lane kakao-webtoon \(2 units\) is used up until \S+$/),
        ...[expect.stringMatching(/^\*Next\*\nnothing has to be done: the step goes on by itself; /), at],
      ],
      'run-late': [
        ...['late is late', run(late), interval, '*Cause*\nthe next run is due, and this one has not ended'],
        ...[`*Next*\nsee what it waits for: tidemark pipelines runs ${late}`, at],
      ],
    });
    // Done again by a person it is another run with another end; what its step met is known. Another run that finds the budget gone is no news either.
    const again = await rerun(store, queue, { runId: drift, version }, hooks);
    await begin('spent', 'collect', { platform: 'kakao-webtoon', streams: ['titles'] });
    await workUntil([again, 'failed']);
    expect(told()).toEqual({ 'run-failed': ['drift has failed', run(again), '*Step*\nget', interval, shape, expect.anything(), at] });
  },
);

describe.skipIf(chromium === null)(withPages('a platform that asks for a person'), () => {
  test('is told of once for a challenge, however often the step looks whether it was answered', { timeout: 180_000 }, async () => {
    const here = place({ ...environment, TIDEMARK_SIMULATOR: sim.url });
    const sample = (...words: string[]) => [...words, '--world', 'sample'];
    const begin = async (streams: string): Promise<string> => {
      mkdirSync(join(here.data, 'pipelines'), { recursive: true });
      const one = `{ name: get, does: collect, with: { platform: tiktok, streams: [${streams}] } }`;
      writeFileSync(join(here.data, 'pipelines', 'person.yaml'), `name: person\ntitle: A test\nsteps:\n  - ${one}\n`);
      return (await here.json(sample('pipelines', 'run', 'person'))).run;
    };
    const [login] = sim.tiktok.plainLogins();
    const store = await here.store('sample');
    const workspaceId = mainWorkspace;
    await ensureWorkspace(store);
    await addTargets(store, { workspaceId, targets: [{ platform: 'tiktok', kind: 'channel', externalId: `@${login}` }] });
    const change = { workspaceId, platform: 'tiktok' as const, options: tiktok.options! };
    await setOption(store, { ...change, name: 'commentedPostsPerInfluencer', text: '1' });
    await setOption(store, { ...change, name: 'readCommentsInPages', text: 'true' });
    await begin('profile, posts');
    await here.run(['worker', '--once']);
    await here.run(sample('alerts', 'add', 'ops', 'slack', '--secret-from', 'OPS_SLACK', '--least', 'info'));
    sim.faults.add([{ fault: 'empty', endpoint: 'tiktok/comments' }]);
    const run = await begin('comments');
    const { child, ended } = startTidemark(['worker'], here.settings);
    await expect.poll(() => server.calls.length, { timeout: 60_000, interval: 100 }).toBe(1);
    expect(told()).toEqual({
      challenge: [
        ...['tiktok asks for a person', '*Pipeline*\nperson', `*Run*\n<https://tidemark.example.org/pipelines/runs/${run}|${run}>`],
        ...['*Step*\nget', interval],
        expect.stringMatching(/^\*Cause\*\nTDM_CHALLENGE_WAITING: the lane tiktok waits for the answer to challenge 1: the page shows /),
        ...['*Next*\nlook: tidemark challenge open 1; answer: tidemark challenge done 1; the step goes on by itself', at],
      ],
    });
    const delivered = async () => (await store.query(`select from alert_delivery where state = 'delivered'`)).length;
    await expect.poll(delivered, { timeout: 30_000, interval: 50 }).toBe(1);
    // The worker is gone, and another one takes the step over: the challenge is the same.
    child.kill('SIGKILL');
    await ended;
    const other = startTidemark(['worker'], here.settings);
    await expect.poll(async () => (await store.query('select from worker')).length, { timeout: 30_000, interval: 100 }).toBeGreaterThan(1);
    sim.faults.clear();
    expect((await here.run(sample('challenge', 'done', '1'))).code).toBe(0);
    await expect.poll(() => server.calls.length, { timeout: 60_000, interval: 100 }).toBe(1);
    expect(Object.keys(told())).toEqual(['run-succeeded']);
    const listed = await here.run(sample('alerts'));
    expect(listed.stdout).toMatch(/challenge\s+person\/get\s+tiktok asks for a person\s+ops: delivered/);
    other.child.kill('SIGTERM');
    await other.ended;
  });
});
