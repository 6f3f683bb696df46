import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { TidemarkError } from '../domain/index.ts';

/** One step of the schema, as shipped. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

const fileName = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** The migrations in a folder, in order. */
export const readMigrations = async (folder: string = join(import.meta.dirname, 'migrations')): Promise<Migration[]> => {
  const names = (await readdir(folder)).filter((name) => fileName.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const [, version, title] = fileName.exec(name)!;
      const sql = await readFile(join(folder, name), 'utf8');
      return { version: Number(version), name: title!, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
};

interface Applied {
  readonly version: number;
  readonly sha256: string;
}

/** What has been applied to the schema; null when it has never been ours. */
const appliedTo = async (client: pg.ClientBase, schema: string): Promise<Applied[] | null> => {
  const { rows } = await client.query<{ ours: boolean }>({
    text: `select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = $1 and c.relname = 'schema_migration') as ours`,
    values: [schema],
  });
  if (!rows[0]!.ours) return null;
  return (await client.query<Applied>(`select version, sha256 from ${client.escapeIdentifier(schema)}.schema_migration order by version`))
    .rows;
};

const refuseNewer = (applied: readonly Applied[], known: readonly Migration[]): void => {
  const found = applied.at(-1)?.version ?? 0;
  const supported = known.at(-1)?.version ?? 0;
  if (found > supported) throw new TidemarkError('TDM_SCHEMA_VERSION', { found, supported });
};

const warnOfChanges = (applied: readonly Applied[], known: readonly Migration[], onNotice: (sentence: string) => void): void => {
  for (const { version, sha256 } of applied) {
    const migration = known.find((one) => one.version === version);
    if (migration && migration.sha256 !== sha256)
      onNotice(
        `Migration ${migration.version} (${migration.name}) was edited after it had been applied to this database; the two may differ.`,
      );
  }
};

const createLedger = (schema: string): string =>
  `create table if not exists ${schema}.schema_migration (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`;

const hasSchema = async (client: pg.ClientBase, schema: string): Promise<boolean> =>
  (await client.query({ text: 'select from pg_namespace where nspname = $1', values: [schema] })).rowCount === 1;

/**
 * Brings the schema up to date: every migration in a transaction of its own, guarded by one advisory lock, so that of several
 * processes one works and the others find it done. Refuses a database of a newer version before it touches anything.
 *
 * The search path of the session must be the schema already. Returns the versions it applied.
 */
export const migrate = async (
  client: pg.ClientBase,
  schema: string,
  known: readonly Migration[],
  onNotice: (sentence: string) => void = () => undefined,
): Promise<number[]> => {
  const before = (await appliedTo(client, schema)) ?? [];
  refuseNewer(before, known);
  warnOfChanges(before, known, onNotice);
  if (before.length > 0 && before.at(-1)!.version === known.at(-1)?.version) return [];

  const done: number[] = [];
  for (;;) {
    await client.query('begin');
    try {
      // Ends with the transaction, so that it holds behind a pooler too. Hosted servers cut long statements; a migration may be one.
      await client.query({
        text: `select pg_advisory_xact_lock(hashtextextended('tidemark migration ' || $1, 0)), set_config('statement_timeout', '0', true)`,
        values: [schema],
      });
      // "create schema if not exists" wants the right to create one even when it is there already.
      if (!(await hasSchema(client, schema))) await client.query(`create schema ${client.escapeIdentifier(schema)}`);
      await client.query(createLedger(client.escapeIdentifier(schema)));
      const applied = (await appliedTo(client, schema))!;
      refuseNewer(applied, known);
      const next = known.find(({ version }) => version > (applied.at(-1)?.version ?? 0));
      if (next) {
        await client.query(next.sql);
        await client.query({
          text: `insert into ${client.escapeIdentifier(schema)}.schema_migration (version, name, sha256) values ($1, $2, $3)`,
          values: [next.version, next.name, next.sha256],
        });
        done.push(next.version);
      }
      await client.query('commit');
      if (!next) return done;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
};
