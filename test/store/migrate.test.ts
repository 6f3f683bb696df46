import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readMigrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/index.ts';
import { freshAddress } from '../support/database.ts';
import { OpenerProcess } from './opener-process.ts';

const writeInto = async (folder: string, files: Record<string, string>) => {
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
};

const folderOf = async (files: Record<string, string>) => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeInto(folder, files);
  return folder;
};

/** A schema of this test's own, dropped when it ends, and a folder of migrations to open it with. */
const fresh = async (files: Record<string, string>) => {
  const address = freshAddress();
  const migrations = await folderOf(files);
  const write = (more: Record<string, string>) => writeInto(migrations, more);
  const notices: string[] = [];
  const open = () => openStore({ ...address, dataFolder: tmpdir(), migrations, onNotice: (notice) => notices.push(notice) });
  onTestFinished(async () => {
    await write({ '9999_last.sql': '' });
    const store = await open();
    await store.query(`drop schema if exists "${address.schema}" cascade`);
    await store.close();
  });
  const versions = async () => {
    await using store = await open();
    return (await store.query<{ version: number }>('select version from schema_migration order by version')).map(({ version }) => version);
  };
  return { open, write, versions, notices, ...address };
};

test('the migrations shipped are numbered without gaps and apply to an empty schema', async () => {
  const shipped = await readMigrations();
  expect(shipped.map(({ version }) => version)).toEqual(shipped.map((_, index) => index + 1));
});

test('several processes that open a new schema at once migrate it once', async () => {
  const { databaseUrl, schema } = await fresh({});
  const openers = Array.from({ length: 4 }, () => new OpenerProcess());
  await Promise.all(openers.map((opener) => opener.open({ databaseUrl, schema, dataFolder: tmpdir() })));
  const shipped = (await readMigrations()).map(({ version }) => version);
  for (const opener of openers) {
    expect(await opener.query('select version from schema_migration order by version')).toEqual(shipped.map((version) => ({ version })));
    await opener.close();
  }
});

test('a new version applies what is new, and only that', async () => {
  const { open, write, versions } = await fresh({ '0001_one.sql': 'create table one (id int); insert into one values (1)' });
  expect(await versions()).toEqual([1]);
  await write({ '0002_two.sql': 'alter table one add column word text; create table two (id int)', 'readme.txt': 'not a migration' });
  expect(await versions()).toEqual([1, 2]);
  await using store = await open();
  expect(await store.query('select * from one')).toEqual([{ id: 1, word: null }]);
});

test('a migration that fails leaves nothing of itself, and what came before stays', async () => {
  const { open, write, versions } = await fresh({
    '0001_one.sql': 'create table one (id int)',
    '0002_two.sql': 'create table two (id int); select 1 / 0',
  });
  await expect(open()).rejects.toMatchObject({ code: '22012' });
  await write({ '0002_two.sql': 'create table two (id int)' });
  expect(await versions()).toEqual([1, 2]);
});

test('a database of a newer version is refused and not touched', async () => {
  const { open, write, schema, databaseUrl } = await fresh({ '0001_one.sql': 'create table one (id int)', '0007_seven.sql': '' });
  await (await open()).close();
  const older = await folderOf({ '0001_one.sql': 'create table one (id int)', '0002_two.sql': 'create table two (id int)' });
  const opened = openStore({ databaseUrl, schema, dataFolder: tmpdir(), migrations: older });
  await expect(opened).rejects.toMatchObject({ code: 'TDM_SCHEMA_VERSION', details: { found: 7, supported: 2 } });
  await write({ '0008_eight.sql': '' });
  await using store = await open();
  expect(await store.query('select version from schema_migration order by version')).toEqual([
    { version: 1 },
    { version: 7 },
    { version: 8 },
  ]);
});

test('a migration edited after it was applied is pointed out', async () => {
  const { open, write, notices } = await fresh({ '0001_one.sql': 'create table one (id int)' });
  await (await open()).close();
  expect(notices).toEqual([]);
  await write({ '0001_one.sql': 'create table one (id bigint)' });
  await (await open()).close();
  expect(notices).toEqual([expect.stringContaining('Migration 1 (one) was edited')]);
});
