import { expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { writeNames } from '../../src/collect/sql/write-names.ts';
import { testStore } from '../support/database.ts';

const platform = 'twitch';
const kind = 'channel';

test('targets that are imported again while their names are found wait for one another and never in a circle', async () => {
  const { store } = await testStore();
  await ensureWorkspace(store);
  const targets = Array.from({ length: 600 }, (_, n) => ({ platform, kind, externalId: `@name${n}` }) as const);
  // Their ids run against the order of their names.
  await store.query({
    text: `insert into target (workspace_id, platform, kind, external_id) select $1, $2, $3, name from unnest($4::text[]) as name order by name desc`,
    values: [mainWorkspace, platform, kind, targets.map(({ externalId }) => externalId)],
  });
  for (let round = 0; round < 8; round++) {
    await store.query('update target set record_id = null');
    const found = targets.map(({ externalId: name }, n) => ({ kind, id: String(n), name, at: '2026-11-21T00:00:00Z', exchange: 1 }));
    await Promise.all([
      store.query(writeNames(platform, found)),
      addTargets(store, { workspaceId: mainWorkspace, targets: targets.map((target) => ({ ...target, label: `round ${round}` })) }),
    ]);
  }
  const [row] = await store.query<{ count: number }>(
    "select count(*)::int as count from target where record_id is not null and label = 'round 7'",
  );
  expect(row!.count).toBe(600);
});
