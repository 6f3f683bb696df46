import { describe, expect, it } from 'vitest';
import { ensureWorkspace, sharedSecret } from '../../src/catalog/index.ts';
import { testStore } from '../support/database.ts';

describe('the workspace', async () => {
  const { store } = await testStore();

  it('has one owner, however many processes start for the first time at once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => ensureWorkspace(store)));
    expect(new Set(made.map((each) => each.ownerId)).size).toBe(1);
    expect(await store.query('select role from app_user')).toEqual([{ role: 'owner' }]);
    expect(made[0]).toMatchObject({ id: 'main', name: 'Main' });
  });
});

describe('a shared secret', async () => {
  const { store } = await testStore();

  it('is the same for all who ask at once, and ever after', async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => sharedSecret(store, 'private-people', 32)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect(await sharedSecret(store, 'private-people', 32)).toEqual(keys[0]);
  });

  it('differs by name', async () => {
    expect(await sharedSecret(store, 'one')).not.toEqual(await sharedSecret(store, 'two'));
  });
});
