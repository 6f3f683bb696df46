import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { accountsOfBatch, ensureWorkspace, importTargets, listTargets, readTargets } from '../../src/catalog/index.ts';
import type { TargetPlatform } from '../../src/catalog/index.ts';
import { openTable } from '../../src/tabular/index.ts';
import { testStore } from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-beside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const platforms: TargetPlatform[] = [{ platform: 'twitch', names: ['Twitch'], kind: 'channel', accountOf: (text) => `@${text}` }];
const { store } = await testStore();
const { id: workspaceId } = await ensureWorkspace(store);

/** As many as two statements take. */
const names = Array.from({ length: accountsOfBatch + 1000 }, (_, n) => `name${n}`);
const importAs = async (label: string): Promise<void> => {
  const file = join(folder, `${label}.csv`);
  writeFileSync(file, `name,platform,id\n${names.map((name) => `${label},twitch,${name}`).join('\n')}`);
  using reading = readTargets(await openTable(file), { file, platforms });
  await importTargets(store, { workspaceId, watchlist: 'W', reading });
};

/** Until somebody waits for a lock; an import that waits for none has ended by then. */
const somebodyWaits = async (): Promise<void> => {
  const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ 'target'";
  for (let n = 0; n < 1000; n += 1) {
    if ((await store.query(waiting)).length > 0) return;
    await sleep(10);
  }
  throw new Error('nobody waits');
};

it('an import of many beside a collection that marks some of them waits for it, and neither is ended by a deadlock', async () => {
  await importAs('first');
  const mark = (name: string) => ({
    text: "update target set state = 'gone', state_since = now() where external_id = $1",
    values: [`@${name}`],
  });
  let imported: Promise<void> | undefined;
  await store.transaction(async (sql) => {
    // What a commit does about accounts that an answer left out, in the order of that answer: the last of the list before the first.
    await sql.query(mark(names.at(-1)!));
    imported = importAs('second');
    imported.catch(() => undefined);
    await somebodyWaits();
    await sql.query(mark(names[0]!));
  });
  await imported;
  const listed = await listTargets(store, { workspaceId });
  expect(new Set(listed.map(({ label }) => label))).toEqual(new Set(['second']));
  expect(listed.filter(({ state }) => state === 'gone').map(({ externalId }) => externalId)).toEqual([`@${names[0]}`, `@${names.at(-1)}`]);
});
