import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTidemark } from '../support/tidemark.ts';

test('the truth of every account and offer is written to a file, a line each day, before the simulator listens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-truth-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'truth.ndjson');
  const { child, ended } = startTidemark([
    'sim',
    '--truth',
    file,
    '--truth-days',
    '3',
    '--base-day',
    '2026-01-10',
    '--tiktok-creators',
    '25',
  ]);
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  child.kill('SIGTERM');
  await ended;
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const platforms = Map.groupBy(lines, ({ platform }) => platform);
  expect([...platforms.keys()].toSorted()).toEqual(['chzzk', 'naver-shopping', 'soop', 'tiktok', 'twitch', 'youtube']);
  const accounts = platforms.get('tiktok')!;
  expect(accounts).toHaveLength(25 * 3);
  expect(accounts.slice(0, 3).map(({ day }) => day)).toEqual(['2026-01-10', '2026-01-11', '2026-01-12']);
  expect(lines.every(({ id, truth }) => typeof id === 'string' && typeof truth === 'object' && truth !== null)).toBe(true);
});
