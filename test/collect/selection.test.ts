import { expect, test } from 'vitest';
import { ensureWorkspace, listTargets, mainWorkspace } from '../../src/catalog/index.ts';
import { resolveSelection } from '../../src/collect/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';

test.each([
  ['a name that cannot be an account', { targets: ['alpha', 'no such name!'], watchlist: null }, 'TDM_TARGET_UNKNOWN'],
  ['a watchlist nobody made', { targets: ['alpha'], watchlist: 'Nobody made it' }, 'TDM_WATCHLIST_UNKNOWN'],
])('a choice with %s is refused, and watches nothing that stood beside it', async (_, choice, code) => {
  const { store } = await testStore();
  await ensureWorkspace(store);
  const request = { workspace: mainWorkspace, streams: [], ...choice };
  await expect(resolveSelection(store, sourceOf('twitch'), request)).rejects.toMatchObject({ code });
  expect(await listTargets(store, { workspaceId: mainWorkspace })).toEqual([]);
  const { targets } = await resolveSelection(store, sourceOf('twitch'), { ...request, targets: ['Alpha'], watchlist: null });
  expect(targets).toEqual(['@alpha']);
  expect((await listTargets(store, { workspaceId: mainWorkspace })).map(({ externalId }) => externalId)).toEqual(['@alpha']);
});
