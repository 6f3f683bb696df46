import { TidemarkError, type Clock } from '../domain/index.ts';
import { connectToServer, connectWith, type Connected } from './connect.ts';
import { addressOf, openEmbedded } from './embedded/index.ts';
import { explainConnecting } from './failure.ts';
import { migrate, readMigrations } from './migrate.ts';
import { PgStore } from './pg-store.ts';
import { prepareSession } from './session.ts';
import type { Store } from './store.ts';

/** Where the database is, and how to use it. */
export interface OpenStoreOptions {
  /** A PostgreSQL of the operator, 14 or newer. Absent or empty: the private one under the data folder. */
  readonly databaseUrl?: string | undefined;
  /** Made when it does not exist. */
  readonly dataFolder: string;
  /** PostgreSQL schema of all our tables. Default `tidemark`. */
  readonly schema?: string | undefined;
  /** Most connections of this process, workers not counted. Default 10. */
  readonly poolSize?: number | undefined;
  /** Sentences for the screen: what is being made, moved or waited for. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** Settings for the private PostgreSQL besides ours; only the process that starts it is heard. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Folder of the migrations. Default: those shipped. */
  readonly migrations?: string | undefined;
}

/** The schema of a store whose opener names none. */
export const defaultSchema = 'tidemark';

/**
 * Opens the database and brings its schema up to date. Several processes may open at the same moment: one starts the private server
 * and one migrates, the others wait for it.
 *
 * Throws TDM_DATA_*, TDM_DATABASE_*, TDM_SCHEMA_VERSION or TDM_DISK_FULL.
 */
export const openStore = async (options: OpenStoreOptions): Promise<Store> => {
  const { databaseUrl, dataFolder, schema = defaultSchema, poolSize = 10, onNotice = () => undefined, clock, settings } = options;
  if (databaseUrl) {
    const connected = await connectToServer(databaseUrl);
    await prepare(connected, schema, options.migrations, onNotice);
    const { connection, address } = connected;
    return new PgStore({ kind: 'server', where: { address }, connection, schema, poolSize });
  }
  const embedded = await openEmbedded({ dataFolder, clock, onNotice, settings });
  const { connection, place } = embedded;
  const where = { address: addressOf(place), folder: place.home };
  try {
    for (let attempt = 1; ; attempt++)
      try {
        await prepare(await connectWith([connection], where.address), schema, options.migrations, onNotice, where.folder);
        break;
      } catch (error) {
        // It was there a moment ago: it crashed, or somebody killed it, between the start and this connection.
        if (attempt === 3 || !isUnreachable(error)) throw error;
        await embedded.revive();
      }
  } catch (error) {
    await embedded.leave();
    // "Check DATABASE_URL" would be no help to somebody who has none.
    throw isUnreachable(error)
      ? new TidemarkError('TDM_DATABASE_START', { reason: error.details['reason'], log: place.log }, error)
      : error;
  }
  return new PgStore({ kind: 'embedded', where, connection, schema, poolSize, revive: embedded.revive, onClosed: embedded.leave });
};

const isUnreachable = (error: unknown): error is TidemarkError =>
  error instanceof TidemarkError && error.code === 'TDM_DATABASE_UNREACHABLE';

const prepare = async (
  { client, address }: Connected,
  schema: string,
  folder: string | undefined,
  onNotice: (sentence: string) => void,
  dataFolder?: string,
): Promise<void> => {
  try {
    await prepareSession(client, schema);
    await migrate(client, schema, await readMigrations(folder), onNotice);
  } catch (error) {
    throw await explainConnecting(error, { address, folder: dataFolder });
  } finally {
    await client.end().catch(() => undefined);
  }
};
