import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/domain/index.ts';
import { answerChallenge, callWebhook, createChallengeDesk, findChallenge, listChallenges } from '../../src/net/index.ts';
import type { Challenge } from '../../src/net/index.ts';
import { testStore } from '../support/database.ts';
import { laneOf, lanesWorld } from './lanes-world.ts';

const { store } = await testStore();
const lane = { name: 'site', intervalMs: 0, concurrency: 4 };
const page = 'https://www.site.example/video/1?token=secret';
const evidence = { lane: 'site', url: page, reason: 'a captcha', devtools: null, pageId: null, screenshot: null };

/** Two processes on one lane, one of which meets challenges. */
const world = async (maxHoldMs = 3_600_000, dataFolder?: string) => {
  const { time, open } = lanesWorld(store);
  await store.query('update lane set challenge_id = null');
  await store.query('delete from challenge');
  await store.query('delete from lane');
  const [one, other] = [await open({ maxHoldMs }), await open({ maxHoldMs })];
  await one.lanes.declare([lane]);
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-challenge-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const raised: Challenge[] = [];
  const worker = await store.worker('test');
  onTestFinished(() => worker.close());
  const desk = createChallengeDesk({
    ...{ store, lanes: one.lanes, platform: 'tiktok', workerId: worker.id, dataFolder: dataFolder ?? folder },
    onRaised: (challenge) => raised.push(challenge),
  });
  return { time, one, other, desk, raised, folder };
};

describe('a challenge', () => {
  test('holds its lane in every process until the operator has answered, and then all go on', async () => {
    const { time, one, other, desk } = await world();
    const before = other.ask('site');
    await time.advance(2000);
    expect(before.at).not.toBeNull();
    const id = await desk.raise(evidence);
    const [mine, theirs] = [one.ask('site'), other.ask('site')];
    await time.advance(60_000);
    // The other one may have known the lane as open for a second.
    expect(mine.at).toBeNull();
    const late = other.ask('site');
    await time.advance(60_000);
    expect(late.at).toBeNull();
    expect(await laneOf(other.lanes, 'site')).toMatchObject({ waitingFor: 'challenge', until: null, challenge: id });
    expect(one.waits).toMatchObject([{ waitingFor: 'challenge', until: null, cause: `challenge ${id}: a captcha` }]);
    await answerChallenge(store, id, 'done');
    await time.advance(2500);
    expect([mine, theirs, late].map(({ at }) => at !== null)).toEqual([true, true, true]);
    expect(await laneOf(other.lanes, 'site')).toMatchObject({ waitingFor: null });
  });

  test('that nobody answers turns away who has waited as long as anybody wants to, and names what to do', async () => {
    const { time, one, desk } = await world(10_000);
    const id = await desk.raise(evidence);
    const asked = one.ask('site');
    await time.advance(9000);
    expect(asked.error).toBeNull();
    await time.advance(2000);
    expect(asked.error).toMatchObject({ code: 'TDM_CHALLENGE_WAITING', exitCode: 75 });
    expect(asked.error!.line).toContain(`tidemark challenge done ${id}`);
  });

  test('met twice at once is one question', async () => {
    const { desk, raised } = await world();
    const [one, other] = await Promise.all([desk.raise(evidence), desk.raise({ ...evidence, url: `${page}&x=2` })]);
    expect(one).toBe(other);
    expect(raised).toHaveLength(1);
  });

  test('keeps its picture in the data folder, and no secret of the address', async () => {
    const { desk, folder, raised } = await world();
    const id = await desk.raise({ ...evidence, screenshot: Buffer.from('png') });
    const { screenshot, url, alive } = await findChallenge(store, id);
    expect(await readFile(join(folder, screenshot!), 'utf8')).toBe('png');
    expect(url).toBe('https://www.site.example/video/1?token=***');
    expect([alive, raised[0]!.screenshot]).toEqual([true, `challenges/${id}.png`]);
  });

  test('stands without its picture when the disk takes none', async () => {
    const { desk, raised } = await world(undefined, '/dev/null');
    const id = await desk.raise({ ...evidence, screenshot: Buffer.from('png') });
    expect(await findChallenge(store, id)).toMatchObject({ state: 'waiting', screenshot: null });
    expect(raised).toHaveLength(1);
  });

  test('is answered once; a second answer and an unknown number are refused', async () => {
    const { desk } = await world();
    const id = await desk.raise(evidence);
    expect(await answerChallenge(store, id, 'skipped')).toMatchObject({ state: 'skipped' });
    await expect(answerChallenge(store, id, 'done')).rejects.toMatchObject({ code: 'TDM_CHALLENGE_ANSWERED' });
    for (const unknown of ['999999', 'x', '', '1; drop table lane', '9'.repeat(30)])
      await expect(answerChallenge(store, unknown, 'done')).rejects.toMatchObject({ code: 'TDM_CHALLENGE_UNKNOWN' });
    expect((await listChallenges(store)).map(({ id: each }) => each)).toEqual([id]);
  });

  test('that was skipped is heeded once, on its own page', async () => {
    const { desk } = await world();
    const id = await desk.raise(evidence);
    expect(await desk.skipped('site', page)).toBeNull();
    await answerChallenge(store, id, 'skipped');
    expect(await desk.skipped('site', 'https://www.site.example/video/2')).toBeNull();
    expect(await desk.skipped('site', page)).toBe(id);
    expect(await desk.skipped('site', page)).toBeNull();
  });
});

describe('the webhook of the operator', () => {
  const hook = async (answers: readonly number[]) => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => response.writeHead(answers[bodies.push(body) - 1] ?? 200).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
  };
  const impatient = { ...systemClock, sleep: async () => undefined };

  test('is told of the challenge, and told again when it fails', async () => {
    const { desk, raised } = await world();
    const id = await desk.raise({ ...evidence, screenshot: Buffer.from('png') });
    const { url, bodies } = await hook([503]);
    expect(await callWebhook(url, raised[0]!, impatient)).toBeNull();
    expect(bodies).toHaveLength(2);
    expect(JSON.parse(bodies[0]!)).toMatchObject({
      ...{
        event: 'challenge',
        id,
        platform: 'tiktok',
        screenshot: `challenges/${id}.png`,
        address: 'https://www.site.example/video/1?token=***',
      },
      answer: { done: `POST /api/v1/challenges/${id}/done` },
    });
  });

  test('that never answers well is given up with the reason', async () => {
    const { desk, raised } = await world();
    await desk.raise(evidence);
    const { url, bodies } = await hook([500, 404, 400]);
    expect(await callWebhook(url, raised[0]!, impatient)).toBe('it answered 400');
    expect(bodies).toHaveLength(3);
    expect(await callWebhook('http://127.0.0.1:1/', raised[0]!, impatient)).toContain('ECONNREFUSED');
  });
});
