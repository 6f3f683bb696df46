import { createHash } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../src/store/embedded/index.ts';
import { openStore } from '../../src/store/index.ts';
import { askServer, dropDatabase, inDatabase, testSchema } from './template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, and a database in it that nothing is written to. */
    databaseUrl: string;
    /** Begins the name of every database and schema of this run. */
    schemaPrefix: string;
    /** A database whose schema is migrated, to be copied. */
    template: string;
  }
}

const shortHash = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/** One folder per checkout and user: the run after a killed one finds its server there and adopts it. */
const folder = join(tmpdir(), `tidemark-test-${process.getuid?.() ?? 0}-${shortHash(import.meta.dirname, 8)}`);

/** Tests kill Node, never the machine, so nothing has to reach the disk. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

/** One server for the whole run: that of TIDEMARK_TEST_DATABASE_URL, or a private one, whose start takes 0.1 s (the first ever 1 s). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TIDEMARK_TEST_DATABASE_URL'];
  const embedded = given ? undefined : await openEmbedded({ dataFolder: folder, settings });
  const url = given || urlOf(embedded!.connection);
  const host = `test_${shortHash(hostname(), 4)}_`;
  await dropOrphans(url, host);
  const prefix = `${host}${process.pid}_`;
  const template = `${prefix}template`;
  await makeTemplate(url, template);
  project.provide('databaseUrl', url);
  project.provide('schemaPrefix', prefix);
  project.provide('template', template);
  return async () => {
    await dropDatabase(url, template);
    await embedded?.leave();
  };
}

/** The migrations run once; tests copy what they made. */
const makeTemplate = async (url: string, name: string): Promise<void> => {
  await askServer(url, `create database "${name}"`);
  const store = await openStore({ databaseUrl: inDatabase(url, name), dataFolder: tmpdir(), schema: testSchema, poolSize: 1 });
  await store.close();
};

const urlOf = ({ host, user, database }: pg.ClientConfig): string => `postgres://${user}@/${database}?host=${encodeURIComponent(host!)}`;

/** What failed tests left stays for a look at it, until the next run finds their process gone. */
const dropOrphans = async (url: string, host: string): Promise<void> => {
  const found = await askServer(
    url,
    `select 'schema' as kind, nspname as name from pg_namespace where starts_with(nspname, '${host}')
     union all select 'database', datname from pg_database where starts_with(datname, '${host}')`,
  );
  for (const { kind, name } of found) {
    if (isAlive(Number(name!.slice(host.length).split('_')[0]))) continue;
    if (kind === 'database') await dropDatabase(url, name!);
    else await askServer(url, `drop schema if exists "${name}" cascade`);
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
