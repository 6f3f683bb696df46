import { describe, expect, test } from 'vitest';
import { changedOptions, ensureWorkspace, mainWorkspace, setOption } from '../../src/catalog/index.ts';
import type { OptionDeclaration } from '../../src/catalog/index.ts';
import { testStore } from '../support/database.ts';

const options: readonly OptionDeclaration[] = [
  { name: 'maxPosts', type: 'number', min: 0, max: 100 },
  { name: 'enableComments', type: 'boolean' },
];

describe('an option of a platform', async () => {
  const { store } = await testStore();
  await ensureWorkspace(store);
  const set = (name: string, text: string | null) =>
    setOption(store, { workspaceId: mainWorkspace, platform: 'tiktok', name, text, options });
  const changed = () => changedOptions(store, mainWorkspace, 'tiktok');

  test('keeps what was set last, until it is set back to its default', async () => {
    await set('maxPosts', '20');
    await set('maxPosts', ' 30 ');
    await set('enableComments', 'false');
    expect(await changed()).toEqual({ enableComments: false, maxPosts: 30 });
    await set('maxPosts', null);
    expect(await changed()).toEqual({ enableComments: false });
  });

  test.each(['', 'many', '101', '-1', '1e2', 'NaN', '0x10'])('refuses "%s" for a number from 0 to 100', async (text) => {
    await expect(set('maxPosts', text)).rejects.toMatchObject({ code: 'TDM_OPTION_INVALID', next: 'use a number from 0 to 100' });
  });

  test('refuses what is no switch, and what nobody declared', async () => {
    await expect(set('enableComments', '1')).rejects.toMatchObject({ code: 'TDM_OPTION_INVALID' });
    await expect(set('maxLikes', '1')).rejects.toMatchObject({ code: 'TDM_OPTION_UNKNOWN' });
  });
});
