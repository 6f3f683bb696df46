import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { TidemarkError } from '../domain/index.ts';
import { connectToServer, connectWith, type Connected } from './connect.ts';
import { freeBytes, sizeOf } from './disk.ts';
import { addressOf, existingPlace, inspectPlace, type Place } from './embedded/index.ts';
import { readMigrations } from './migrate.ts';
import { defaultSchema, type OpenStoreOptions } from './open.ts';

/** What `tidemark doctor` says of the database. Nothing is started, made or changed to find it out. */
export interface StoreReport {
  readonly kind: 'embedded' | 'server';
  /** Where it is; never a password. */
  readonly address: string;
  /** An address for psql and the like; absent on a server of the operator, whose address holds a password. */
  readonly connectionUrl?: string;
  /** Such as `18.4`; of a private database that does not run, the major version its data was written by. Null when unknown. */
  readonly version: string | null;
  readonly running: boolean;
  /** Newest migration applied, and the newest known here. Null when the database does not run or has never been opened. */
  readonly schemaVersion: number | null;
  readonly supportedSchemaVersion: number;
  /** Whether the connection is encrypted; null when there is none. */
  readonly encrypted: boolean | null;
  /** Bytes of the database, on disk for the private one. Null when unknown. */
  readonly sizeBytes: number | null;
  /** Why it cannot be used, as an error of the catalogue. */
  readonly problem?: TidemarkError;
  /** Only of the private one. */
  readonly embedded?: {
    readonly home: string;
    readonly log: string;
    readonly freeBytes: number | null;
    /** Account it runs under. */
    readonly account: string;
    readonly pid: number | null;
    /** It runs and no process of ours uses it, as after a kill; the next command takes it over. */
    readonly adoptable: boolean;
  };
}

/** Looks at the database that `openStore` with the same options would open. */
export const inspectStore = async (options: Pick<OpenStoreOptions, 'databaseUrl' | 'dataFolder' | 'schema'>): Promise<StoreReport> => {
  const supportedSchemaVersion = (await readMigrations()).at(-1)?.version ?? 0;
  const nothing = { version: null, running: false, schemaVersion: null, encrypted: null, sizeBytes: null, supportedSchemaVersion };
  const schema = options.schema ?? defaultSchema;
  if (options.databaseUrl) {
    const { databaseUrl } = options;
    const base = { ...nothing, kind: 'server' as const, address: 'DATABASE_URL' };
    return withProblem(base, async () => {
      const connected = await connectToServer(databaseUrl);
      return { ...base, address: connected.address, ...(await ask(connected, schema)) };
    });
  }
  const base = { ...nothing, kind: 'embedded' as const, address: `${join(resolve(options.dataFolder), 'postgres')} (private)` };
  return withProblem(base, async () => {
    const place = await existingPlace(options.dataFolder);
    return place ? inspectEmbedded(place, { ...base, address: addressOf(place) }, schema) : base;
  });
};

const inspectEmbedded = async (place: Place, nothing: StoreReport, schema: string): Promise<StoreReport> => {
  const { connection, pid, used } = inspectPlace(place);
  const major = await readFile(join(place.cluster, 'PG_VERSION'), 'utf8').catch(() => '');
  const base: StoreReport = {
    ...nothing,
    version: major.trim() || null,
    sizeBytes: (await sizeOf(place.cluster)) ?? null,
    embedded: {
      home: place.home,
      log: place.log,
      freeBytes: (await freeBytes(place.home)) ?? null,
      account: place.account.name,
      pid: pid ?? null,
      adoptable: pid !== undefined && !used,
    },
    ...(pid !== undefined && {
      connectionUrl: `postgres://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host!)}`,
    }),
  };
  if (pid === undefined) return base;
  return withProblem(base, async () => ({
    ...base,
    ...(await ask(await connectWith([connection], base.address), schema)),
    sizeBytes: base.sizeBytes,
  }));
};

const withProblem = async (base: StoreReport, look: () => Promise<StoreReport>): Promise<StoreReport> => {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return { ...base, problem: error };
  }
};

type Answers = Pick<StoreReport, 'version' | 'running' | 'schemaVersion' | 'encrypted' | 'sizeBytes'>;

const ask = async ({ client, version, connection }: Connected, schema: string): Promise<Answers> => {
  try {
    const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
    const ledger = `${client.escapeIdentifier(schema)}.schema_migration`;
    const applied = await client
      .query<{ version: number | null }>(`select max(version) as version from ${ledger}`)
      .catch((error: unknown) => {
        // No such schema or table: the database was never opened.
        if (error instanceof pg.DatabaseError) return { rows: [] };
        throw error;
      });
    return {
      version,
      running: true,
      schemaVersion: applied.rows[0]?.version ?? null,
      encrypted: Boolean(connection.ssl),
      sizeBytes: Number(rows[0]!.bytes),
    };
  } finally {
    await client.end().catch(() => undefined);
  }
};
