import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { openEmbedded } from '../../src/store/embedded/index.ts';
import { livingPid } from '../../src/store/embedded/postmaster.ts';
import { openStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/index.ts';

/** A PostgreSQL of the test's own, so that it can be stopped, restarted and killed without hurting other tests. */
export interface OwnDatabase {
  readonly databaseUrl: string;
  /** Ends the server: SIGINT closes all connections in good order, SIGKILL leaves it to repeat its journal. Resolves when it is gone. */
  stop(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** Starts it again; resolves when it takes statements. */
  start(): Promise<void>;
  /** Opens a schema in it; closed by itself. */
  open(schema: string): Promise<Store>;
}

/** The disk is that of the machine, which no test switches off; a killed server loses nothing that it has written. */
const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };

/** Call it at the top of a file or `describe`. */
export const ownDatabase = async (): Promise<OwnDatabase> => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-fleet-'));
  // PostgreSQL does not run as root: the way to its folder is open to its account.
  chmodSync(folder, 0o755);
  const server = await openEmbedded({ dataFolder: join(folder, 'data'), settings });
  const { host, user, database } = server.connection;
  const databaseUrl = `postgres://${user}@/${database}?host=${encodeURIComponent(host!)}`;
  const opened: Store[] = [];
  afterAll(async () => {
    await server.revive();
    for (const store of opened) await store.close();
    await server.leave();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    databaseUrl,
    stop: async (signal) => {
      const pid = livingPid(server.place.cluster);
      if (pid === undefined) throw new Error('the server of the test does not run');
      process.kill(pid, signal);
      while (livingPid(server.place.cluster) !== undefined) await pause(10);
    },
    start: () => server.revive(),
    open: async (schema) => {
      const store = await openStore({ databaseUrl, dataFolder: tmpdir(), schema, poolSize: 4 });
      opened.push(store);
      return store;
    },
  };
};
