import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace, setOption } from '../../src/catalog/index.ts';
import { answerChallenge } from '../../src/net/index.ts';
import { tiktok } from '../../src/sources/tiktok/index.ts';
import { startTidemark } from '../support/tidemark.ts';
import { chromium, withPages } from '../support/with-pages.ts';
import { expectError, place, simulator } from './place.ts';

/** The comments of so many posts are read; `POSTS=50` for the figure. */
const posts = Number(process.env['POSTS'] ?? 4);
const perPost = 30;
const patienceMs = 40_000 + 4000 * Math.max(0, posts - 10);

const sim = await simulator({ tiktokCreators: 30, tiktokPosts: posts, tiktokComments: perPost });
const calls: string[] = [];
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    calls.push(body);
    response.end();
  });
});
await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
afterAll(() => void hook.close());

const here = place({
  TIDEMARK_SIMULATOR: sim.url,
  TIDEMARK_CHALLENGE_WEBHOOK: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
});
afterEach(() => solved());

const words = ['collect', 'tiktok', '--stream', 'comments', '--new', '--json'];

/** The first page of comments of a post is nothing at all until it is `solved`: the page then shows a riddle. */
const riddle = (post: string) => sim.faults.add([{ fault: 'empty', endpoint: 'tiktok/comments', match: `aweme_id=${post}&` }]);
const solved = () => sim.faults.clear();

const sample = ['--world', 'sample'];
/** The id of the challenge that waits, as soon as there is one. */
const waiting = async (): Promise<string> => {
  const store = await here.store('sample');
  const ask = async () => (await store.query<{ id: string }>("select id::text as id from challenge where state = 'waiting'"))[0]?.id ?? '';
  await expect.poll(ask, { timeout: patienceMs, interval: 100 }).not.toBe('');
  return ask();
};

describe.skipIf(chromium === null)(withPages('comments that are read in pages'), () => {
  let ids: string[] = [];

  beforeAll(async () => {
    const [login] = sim.tiktok.plainLogins();
    const store = await here.store('sample');
    const workspaceId = mainWorkspace;
    await ensureWorkspace(store);
    await addTargets(store, { workspaceId, targets: [{ platform: 'tiktok', kind: 'channel', externalId: `@${login}` }] });
    const change = { workspaceId, platform: 'tiktok' as const, options: tiktok.options! };
    await setOption(store, { ...change, name: 'commentedPostsPerInfluencer', text: String(posts) });
    await setOption(store, { ...change, name: 'readCommentsInPages', text: 'true' });
    const { code, stderr } = await here.run(['collect', 'tiktok', '--stream', 'profile', '--stream', 'posts', '--json']);
    if (code !== 0) throw new Error(stderr);
    ids = (await store.query<{ id: string }>("select id from record where kind = 'post' order by id desc")).map(({ id }) => id);
    if (ids.length !== posts) throw new Error(`${ids.length} posts`);
  }, 60_000);

  test(
    'are complete although a banner, a pop-up and a riddle stand in the way, which the operator answers by command',
    async () => {
      riddle(ids[Math.floor(posts / 2)]!);
      const begun = performance.now();
      const { ended } = startTidemark(words, here.settings);
      const id = await waiting();
      // The picture follows the row.
      await expect.poll(() => calls.length, { timeout: 20_000 }).toBe(1);
      const [challenge] = (await here.json([...sample, 'challenge', 'list'])).challenges;
      expect(challenge).toMatchObject({
        ...{ id, state: 'waiting', platform: 'tiktok', lane: 'tiktok', alive: true },
        reason: 'the page shows #captcha_container',
      });
      expect(existsSync(join(here.data, challenge.screenshot))).toBe(true);
      expect((await here.json([...sample, 'lanes'])).lanes).toContainEqual(
        expect.objectContaining({ name: 'tiktok', waitingFor: 'challenge', challenge: id }),
      );
      const { stdout: told } = await here.run([...sample, 'challenge', 'open', id]);
      expect(told).toMatch(/http:\/\/127\.0\.0\.1:\d+, the page [0-9A-F]{32}/);
      expect(told).toContain(`tidemark challenge done ${id}`);
      expect(JSON.parse(calls.at(-1)!)).toMatchObject({ event: 'challenge', id, address: challenge.url });
      solved();
      expect((await here.run([...sample, 'challenge', 'done', id])).code).toBe(0);
      const { code, stdout, stderr } = await ended;
      expect(code, stderr).toBe(0);
      const store = await here.store('sample');
      const [row] = await store.query<{ rows: number }>("select count(*)::int as rows from record where kind = 'comment'");
      const truth = ids.map((each) => sim.tiktok.postTruth(each, sim.state().day)!.comments);
      const pages = truth.reduce((sum, each) => sum + Math.ceil(each / 20), 0);
      expect(row!.rows).toBe(truth.reduce((sum, each) => sum + each, 0));
      expect(JSON.parse(stdout)).toMatchObject({ state: 'done', outcomes: { blocked: 1, ok: pages } });
      const answers = sim.log.entries({ since: 0, endpoint: 'tiktok/comments' }).length;
      process.stderr.write(
        `${posts} posts, ${answers} answers of pages, ${row!.rows} comments in ${Math.round(performance.now() - begun)} ms\n`,
      );
    },
    60_000 + 2 * patienceMs,
  );

  test('of a page that is skipped are left out by name, and all others are read', async () => {
    const left = ids[1]!;
    riddle(left);
    const { ended } = startTidemark(words, here.settings);
    const id = await waiting();
    await here.run([...sample, 'challenge', 'skip', id]);
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'failed', error: { code: 'TDM_RUN_FAILED' } });
    expect(stderr).toContain(`left out: ${left}`);
    expect(stderr).toContain(`challenge ${id} was skipped`);
    expectError(await here.run([...sample, 'challenge', 'done', id]), 'TDM_CHALLENGE_ANSWERED', 2);
  });

  test('wait no longer than one is willing to: the run ends for now, and the same command resumes it after the answer', async () => {
    riddle(ids[0]!);
    const { code, stderr } = await here.run([...words, '--max-hold', '1']);
    expect(code).toBe(75);
    expect(stderr).toMatch(/^TDM_CHALLENGE_WAITING: .*tidemark challenge open \d+/m);
    const id = await waiting();
    expect((await here.run([...sample, 'challenge', 'open', id])).stdout).toContain('has ended');
    solved();
    await answerChallenge(await here.store('sample'), id, 'done');
    const again = await here.run(words.filter((word) => word !== '--new'));
    expect(again.code, again.stderr).toBe(0);
  });
});

test('a challenge that is not there, and addresses of browsers that are none, are refused', async () => {
  for (const name of ['open', 'done', 'skip']) expectError(await here.run(['challenge', name, 'x7']), 'TDM_CHALLENGE_UNKNOWN', 2);
  expectError(await here.run(['challenge', 'list'], { BROWSER_ENDPOINTS: 'ftp://x, nonsense' }), 'TDM_SETTING_INVALID', 3);
});
