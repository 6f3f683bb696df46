import { createHash } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../src/store/embedded/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run; each file has a schema of its own in it. */
    databaseUrl: string;
    /** Begins the name of every schema of this run. */
    schemaPrefix: string;
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
  project.provide('databaseUrl', url);
  project.provide('schemaPrefix', `${host}${process.pid}_`);
  return async () => embedded?.leave();
}

const urlOf = ({ host, user, database }: pg.ClientConfig): string => `postgres://${user}@/${database}?host=${encodeURIComponent(host!)}`;

/** Schemas of failed tests stay for a look at them, until the next run finds their process gone. */
const dropOrphans = async (url: string, host: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(`select nspname as name from pg_namespace where starts_with(nspname, '${host}')`);
  for (const { name } of rows)
    if (!isAlive(Number(name.slice(host.length).split('_')[0])))
      await client.query(`drop schema if exists ${client.escapeIdentifier(name)} cascade`);
  await client.end();
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
