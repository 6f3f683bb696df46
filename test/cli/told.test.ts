import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace, setOption } from '../../src/catalog/index.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';
import { receiver } from '../notify/receiver.ts';
import { startTidemark } from '../support/tidemark.ts';
import { chromium, withPages } from '../support/with-pages.ts';
import { place, simulator } from './place.ts';

const sim = await simulator({
  titles: 12,
  episodes: 60,
  kakaoTitles: 4,
  youtubeChannels: 2,
  tiktokCreators: 30,
  tiktokPosts: 1,
  tiktokComments: 5,
});
const server = await receiver();
const here = place({ TIDEMARK_SIMULATOR: sim.url, OPS_SLACK: `${server.url}/services/1`, TIDEMARK_URL: 'https://tidemark.example.org' });
const sample = (...words: string[]) => [...words, '--world', 'sample'];
const done = async (...words: string[]): Promise<void> => {
  const { code, stderr } = await here.run(sample(...words));
  expect(code, stderr).toBe(0);
};

/** Begins a run of a pipeline of one step, which is tried twice. */
const begin = async (name: string, step: string): Promise<string> => {
  const folder = join(here.data, 'pipelines');
  mkdirSync(folder, { recursive: true });
  const text = `name: ${name}\ntitle: A test\nsteps:\n  - { name: get, ${step}, retries: 1, retryDelay: 1s }\n`;
  writeFileSync(join(folder, `${name}.yaml`), text);
  return (await here.json(sample('pipelines', 'run', name))).run;
};
const collect = (settings: string): string => `does: collect, with: { ${settings} }`;

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

/** Works until nothing is due, and once more after the pause before a retry. */
const work = async (times = 3): Promise<void> => {
  for (let n = 0; n < times; n++) expect((await here.run(['worker', '--once'])).code).toBe(0);
};

test(
  'what happens in runs is told once each: with run, step, interval, link, cause and what can be done',
  { timeout: 180_000 },
  async () => {
    await done('alerts', 'add', 'ops', 'slack', '--secret-from', 'OPS_SLACK', '--least', 'info');
    await done('targets', 'add', 'youtube', '@nobody_has_this_name');
    await done('lanes', 'set', 'kakao-webtoon', '--budget', '2');
    const good = await begin('good', collect('platform: naver-webtoon, streams: [titles]'));
    await work(1);
    const run = (id: string) => `*Run*\n<https://tidemark.example.org/pipelines/runs/${id}|${id}>`;
    expect(told()).toEqual({ 'run-succeeded': ['good is done', run(good), interval, at] });

    sim.faults.add([{ fault: 'shape-drift', endpoint: 'article/list/info', rename: { titleName: 'nameOfTitle' } }]);
    const drift = await begin('drift', collect('platform: naver-webtoon, streams: [series]'));
    const empty = await begin('empty', collect('platform: youtube'));
    const spent = await begin('spent', collect('platform: kakao-webtoon, streams: [titles]'));
    const late = await begin('late', 'does: wait, with: { for: 2h }');
    const store = await here.store('sample');
    await store.query({
      text: `
      update pipeline_run set reason = 'schedule', interval_start = now() - interval '2h', interval_end = now() - interval '70min'
      where id = $1`,
      values: [late],
    });
    await work();
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
    const shown = await here.run(sample('alerts'));
    expect(shown.stdout).toMatch(/changed-shape\s+drift\/get\s+naver-webtoon answers in another shape\s+ops: delivered/);

    // Done again by a person it is another run with another end; what its step met is known. Another run that finds the budget gone is no news either.
    const { run: again } = await here.json(sample('pipelines', 'rerun', drift));
    await begin('spent', collect('platform: kakao-webtoon, streams: [titles]'));
    await work();
    expect(told()).toEqual({ 'run-failed': ['drift has failed', run(again), '*Step*\nget', interval, shape, expect.anything(), at] });
  },
);

describe.skipIf(chromium === null)(withPages('a platform that asks for a person'), () => {
  test('is told of once for a challenge, however often the step looks whether it was answered', { timeout: 180_000 }, async () => {
    const [login] = sim.tiktok.plainLogins();
    const store = await here.store('sample');
    const workspaceId = mainWorkspace;
    await ensureWorkspace(store);
    await addTargets(store, { workspaceId, targets: [{ platform: 'tiktok', kind: 'channel', externalId: `@${login}` }] });
    const change = { workspaceId, platform: 'tiktok' as const, options: tiktok.options! };
    await setOption(store, { ...change, name: 'commentedPostsPerInfluencer', text: '1' });
    await setOption(store, { ...change, name: 'readCommentsInPages', text: 'true' });
    await begin('person', collect('platform: tiktok, streams: [profile, posts]'));
    await work(1);
    told();
    sim.faults.add([{ fault: 'empty', endpoint: 'tiktok/comments' }]);
    const run = await begin('person', collect('platform: tiktok, streams: [comments]'));
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
    // The worker is gone, and another one takes the step over: the challenge is the same.
    child.kill('SIGKILL');
    await ended;
    const other = startTidemark(['worker'], here.settings);
    await expect.poll(async () => (await store.query('select from worker')).length, { timeout: 30_000, interval: 100 }).toBeGreaterThan(1);
    sim.faults.clear();
    await done('challenge', 'done', '1');
    await expect.poll(() => server.calls.length, { timeout: 60_000, interval: 100 }).toBe(1);
    expect(Object.keys(told())).toEqual(['run-succeeded']);
    other.child.kill('SIGTERM');
    await other.ended;
  });
});
