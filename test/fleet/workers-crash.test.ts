import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mainWorkspace } from '../../src/catalog/index.ts';
import { addChannel } from '../../src/notify/index.ts';
import { receiver } from '../notify/receiver.ts';
import { acknowledged, readableExchanges } from '../support/compare.ts';
import { seeded, until } from '../support/fleet.ts';
import { complaintsOf } from '../support/fleet-crash.ts';
import { ownDatabase } from '../support/fleet-database.ts';
import { creatorSimulator, workersWorld } from '../support/workers.ts';

/** Accounts on each of the five platforms; WORKERS_ACCOUNTS=400 are the 2,000 targets of the promise. */
const accounts = Number(process.env['WORKERS_ACCOUNTS'] ?? 5);
const lastsMs = 1000 * Number(process.env['WORKERS_SECONDS'] ?? 4);
const processes = Number(process.env['WORKERS_PROCESSES'] ?? 3);
const killEveryMs = 2000;
const mostKills = 30 + (4 * lastsMs) / killEveryMs;

const database = await ownDatabase();
const told = await receiver();

test(
  'workers killed with -9 every two seconds and a restart of PostgreSQL end creators-daily equal to an undisturbed run, and tell of it once',
  { timeout: 240_000 + 6 * lastsMs },
  async () => {
    const seed = Number(process.env['TIDEMARK_SEED'] ?? Date.now() % 1_000_000);
    const hint = `TIDEMARK_SEED=${seed}`;
    const random = seeded(seed);
    const simulator = await creatorSimulator(accounts, 10);
    const calm = await workersWorld({ database, schema: 'calm', simulator, lastsMs: 0 });
    const undisturbed = await calm.begin();
    const alone = await calm.start('--once').ended;
    expect({ code: alone.code, state: await calm.stateOf(undisturbed) }, alone.stderr).toEqual({ code: 0, state: 'done' });
    const wanted = await calm.contents();
    const pages = await calm.pages();

    const world = await workersWorld({ database, schema: 'killed', simulator, lastsMs });
    const names = Array.from({ length: 3 }, (_, n) => `/hook${n}`);
    for (const path of names)
      await addChannel(world.store, {
        ...{ workspaceId: mainWorkspace, name: path.slice(1), kind: 'webhook', kinds: ['run-succeeded', 'run-failed'] },
        settings: { url: `${told.url}${path}`, secretFrom: 'SIGNING_KEY' },
      });
    // A receiver as they are: it fails, hangs up after it was told, or takes its time until the sender is dead.
    told.answer = (response) => {
      const luck = random();
      if (luck < 0.3) response.writeHead(503).end();
      else if (luck < 0.45) response.destroy();
      else if (luck < 0.6) setTimeout(() => response.end('late'), 3000).unref();
      else response.end('ok');
    };
    const runId = await world.begin();
    const fleet = Array.from({ length: processes }, () => world.start());
    await until(`${hint}: all are there`, () => fleet.every(({ said }) => said.length > 0));
    const waiting = async () => (await world.store.query(`select from alert_delivery where state = 'waiting'`)).length;
    const isOver = async () => !['queued', 'running'].includes(await world.stateOf(runId));
    // What failed, or was lost with its sender, is tried again after a minute; here that minute is over at once.
    const retry = async () => {
      await world.store.query(`update alert_delivery set next_at = now() where state = 'waiting' and attempts > 0`);
      await world.store.query('update alert_channel set held_until = null');
    };
    let isRestarted = false;
    for (let kill = 1; kill <= mostKills; kill++) {
      const calls = told.calls.length;
      const done = await world.pages();
      if ((await isOver()) && (await waiting()) === 0) break;
      const place = Math.floor(random() * fleet.length);
      const { child, ended } = fleet[place]!;
      child.kill('SIGKILL');
      const { stderr } = await ended;
      // Whoever was opening the database at the moment of its restart ends with a word about it; the others wait.
      expect(
        complaintsOf(stderr).filter((line) => !line.startsWith('TDM_DATABASE_')),
        hint,
      ).toEqual([]);
      if (!isRestarted && (await world.pages()) > pages / 3) {
        await database.stop('SIGINT');
        await database.start();
        isRestarted = true;
      }
      fleet[place] = world.start();
      await pause(killEveryMs);
      // On a busy machine workers take longer than that to begin: nobody is killed before the work has gone on.
      await until(`${hint}: the work goes on after kill ${kill}`, async () => {
        if (told.calls.length > calls || (await world.pages()) > done) return true;
        await retry();
        return (await isOver()) && (await waiting()) === 0;
      });
    }
    expect(isRestarted, hint).toBe(true);
    expect(await world.stateOf(runId), hint).toBe('done');
    expect(await world.store.query('select kind, run_id::text as "runId" from alert_event'), hint).toEqual([
      { kind: 'run-succeeded', runId },
    ]);
    const keys = names.map((name) => told.calls.filter(({ path }) => path === name).map(({ headers }) => headers['idempotency-key']));
    expect(
      keys.map((each) => new Set(each).size),
      hint,
    ).toEqual(names.map(() => 1));
    expect(new Set(keys.flat()).size, hint).toBe(names.length);
    const deliveries = await world.store.query<{ state: string; key: string }>(
      'select state, idempotency_key::text as key from alert_delivery order by id',
    );
    expect(deliveries.map(({ state }) => state)).toEqual(names.map(() => 'delivered'));
    expect(new Set(keys.flat())).toEqual(new Set(deliveries.map(({ key }) => key)));
    expect(await world.contents(), hint).toEqual(wanted);
    const now = await acknowledged(world.store);
    expect(now, hint).toMatchObject({ exchanges: now.pages, lines: now.pages, counted: now.observations, adrift: 0 });
    expect(await readableExchanges(world.store), hint).toBe(now.pages);
  },
);
