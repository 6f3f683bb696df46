import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './files.ts';

const page = readFileSync(join(root, 'docs/guarantees.md'), 'utf8');

describe('the page of guarantees', () => {
  test('names for each promise a test that exists', () => {
    const promises = page.split('\n\n').filter((part) => part.startsWith('**'));
    expect(promises.length).toBeGreaterThan(20);
    const unproven = promises.flatMap((promise) => {
      const proofs = [...promise.matchAll(/^`([^`]+)`, "([^"]+)"$/gm)];
      const missing = proofs.filter(
        ([, path, title]) => !existsSync(join(root, path!)) || !readFileSync(join(root, path!), 'utf8').includes(title!),
      );
      return proofs.length === 0 ? [promise] : missing.map(([proof]) => proof);
    });
    expect(unproven).toEqual([]);
  });
});
