import { describe, expect, it } from 'vitest';
import {
  addTargets,
  ensureWatchlist,
  ensureWorkspace,
  everything,
  listTargets,
  listWatchlists,
  removeTarget,
} from '../../src/catalog/index.ts';
import type { NewTarget } from '../../src/catalog/index.ts';
import { testStore } from '../support/database.ts';

const series = (externalId: string, label?: string): NewTarget => ({ platform: 'naver-webtoon', kind: 'series', externalId, label });

describe('targets', async () => {
  const { store } = await testStore();
  const { id: workspaceId } = await ensureWorkspace(store);

  it('are added once, however often they are given, and a new label wins', async () => {
    expect(await addTargets(store, { workspaceId, targets: [series('1', 'One'), series('2'), series('1', 'Uno')] })).toEqual({ added: 2 });
    expect(await addTargets(store, { workspaceId, targets: [series('1'), series('3')] })).toEqual({ added: 1 });
    expect((await listTargets(store, { workspaceId })).map(({ externalId, label }) => [externalId, label])).toEqual([
      ['1', 'Uno'],
      ['2', null],
      ['3', null],
    ]);
  });

  it('keep ids as text, leading zeros and all, and know "everything"', async () => {
    await addTargets(store, { workspaceId, targets: [series('007'), series(everything)], watchlist: 'odd' });
    expect((await listTargets(store, { workspaceId, watchlist: 'odd' })).map((target) => target.externalId)).toEqual(['*', '007']);
  });

  it('are on as many watchlists as one likes', async () => {
    await addTargets(store, { workspaceId, targets: [series('10')], watchlist: 'mine' });
    await addTargets(store, { workspaceId, targets: [series('10'), series('11')], watchlist: 'yours' });
    expect(await listTargets(store, { workspaceId, watchlist: 'mine' })).toMatchObject([
      { externalId: '10', watchlists: ['mine', 'yours'] },
    ]);
    expect(await listWatchlists(store, workspaceId)).toMatchObject([
      { name: 'mine', targets: 1 },
      { name: 'odd', targets: 2 },
      { name: 'yours', targets: 2 },
    ]);
  });

  it('are filtered by platform and state', async () => {
    await addTargets(store, { workspaceId, targets: [{ platform: 'twitch', kind: 'channel', externalId: '9' }] });
    await store.query("update target set state = 'gone' where platform = 'twitch'");
    expect(await listTargets(store, { workspaceId, platform: 'twitch', state: 'active' })).toEqual([]);
    expect(await listTargets(store, { workspaceId, platform: 'twitch', state: 'gone' })).toHaveLength(1);
  });

  it('are removed by name, and an unknown one is named', async () => {
    await removeTarget(store, { workspaceId, platform: 'twitch', externalId: '9' });
    await expect(removeTarget(store, { workspaceId, platform: 'twitch', externalId: '9' })).rejects.toMatchObject({
      code: 'TDM_TARGET_UNKNOWN',
    });
  });

  it('of an unknown watchlist are not "none"', async () => {
    await expect(listTargets(store, { workspaceId, watchlist: 'nobody' })).rejects.toMatchObject({ code: 'TDM_WATCHLIST_UNKNOWN' });
  });

  it('are added from several processes at once without failing', async () => {
    const targets = Array.from({ length: 200 }, (_, index) => series(`c${index}`));
    const added = await Promise.all(
      [targets, targets.toReversed(), targets].map((each) => addTargets(store, { workspaceId, targets: each, watchlist: 'crowd' })),
    );
    expect(added.reduce((sum, each) => sum + each.added, 0)).toBe(200);
    expect(await ensureWatchlist(store, workspaceId, 'crowd')).toBe(await ensureWatchlist(store, workspaceId, 'crowd'));
  });
});
