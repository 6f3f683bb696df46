import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/place.ts';
import { until } from '../support/fleet.ts';
import { ownDatabase } from '../support/fleet-database.ts';
import { startTidemark } from '../support/tidemark.ts';

const database = await ownDatabase();
const data = temporaryFolder();
const settings = {
  DATABASE_URL: database.databaseUrl,
  TIDEMARK_DATA: data,
  TIDEMARK_SCHEMA: 'late',
  TIDEMARK_PRIVACY_KEY: 'one key for all tests',
};

/** A command under way, with what it has said so far. */
const start = (...words: string[]) => {
  const { child, ended } = startTidemark(words, settings);
  const said = { out: '', err: '' };
  child.stdout!.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  return { child, ended, said };
};

const events = (out: string) =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { event: string; error?: { code: string } });

test(
  'a worker that is started while PostgreSQL restarts waits for it, says so, and works when it is there',
  { timeout: 120_000 },
  async () => {
    await (await database.open('late')).close();
    await database.stop('SIGINT');
    const { child, ended, said } = start('worker', '--json');
    await until('it says that it waits', () => said.out.includes('database-wait'));
    await database.start();
    await until('it is ready', () => said.out.includes('"event":"worker"'));
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect([code, events(stdout).map(({ event }) => event)]).toEqual([0, ['database-wait', 'database-back', 'worker']]);
  },
);

test('the dashboard is started while PostgreSQL restarts: it waits for it, says so, and opens', { timeout: 120_000 }, async () => {
  await database.stop('SIGINT');
  const { ended, said } = start('--world', 'real', 'up', '--once', '--json', '--port', '0');
  await until('it says that it waits', () => said.err.includes('waiting for it'));
  await database.start();
  const { code, stdout, stderr } = await ended;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('the database is there');
  expect(JSON.parse(stdout)).toMatchObject({ world: 'real' });
});

test('a worker that is stopped while it waits ends in good order', { timeout: 120_000 }, async () => {
  await database.stop('SIGINT');
  const { child, ended, said } = start('worker');
  await until('it says that it waits', () => said.err.includes('waiting for it'));
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('TDM_');
  await database.start();
});

test('an error that ends a worker is one more line of its JSON', { timeout: 60_000 }, async () => {
  const { ended } = start('worker', '--json', '--pools', 'collect=0');
  const { code, stdout } = await ended;
  expect([code, events(stdout)]).toEqual([2, [{ event: 'error', error: expect.objectContaining({ code: 'TDM_USAGE' }) }]]);
});
