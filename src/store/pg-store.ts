import pg from 'pg';
import { TidemarkError } from '../domain/index.ts';
import { explainFailure, isLost, type Whereabouts } from './failure.ts';
import { readOnly, type QueryLimits, type QueryResult } from './read-only.ts';
import { clientOptions, prepareSession, rowsOf } from './session.ts';
import type { Seats, Session, Sql, Statement, Store, Worker } from './store.ts';
import { inTransaction } from './transaction.ts';
import { registerWorker } from './worker.ts';

/** What an opened database is made of. */
export interface StoreParts {
  readonly kind: Store['kind'];
  readonly where: Whereabouts;
  readonly connection: pg.ClientConfig;
  readonly schema: string;
  readonly poolSize: number;
  /** Brings a database that is ours back to life; absent on a server of others. */
  readonly revive?: (() => Promise<void>) | undefined;
  /** Runs after the last connection is closed. */
  readonly onClosed?: (() => Promise<void>) | undefined;
}

/** A store over a pool of connections. */
export class PgStore implements Store {
  readonly kind: Store['kind'];
  readonly schema: string;
  readonly #parts: StoreParts;
  readonly #pool: pg.Pool;
  #closing: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.kind = parts.kind;
    this.schema = parts.schema;
    this.#parts = parts;
    const options = clientOptions(parts.connection, 'pool');
    class Client extends pg.Client {
      constructor() {
        super(options);
        // A connection that breaks between two statements says so by an event, which unheard would end the process. The next
        // statement on it fails, and that is told.
        this.on('error', () => undefined);
      }
    }
    // The pool is not given the time limit: it would also count the wait for a free connection, and take a busy program for a lost
    // database.
    this.#pool = new pg.Pool({
      max: parts.poolSize,
      idleTimeoutMillis: 30_000,
      Client,
      onConnect: (client: pg.ClientBase) => prepareSession(client, parts.schema),
    } as unknown as pg.PoolConfig);
    this.#pool.on('error', () => undefined);
  }

  get address(): string {
    return this.#parts.where.address;
  }

  async query<Row = Record<string, unknown>>(statement: Statement | string): Promise<Row[]> {
    const client = await this.#acquire();
    let broken = false;
    try {
      return await rowsOf<Row>(client, statement);
    } catch (error) {
      broken = isLost(error);
      throw await this.#explain(error);
    } finally {
      client.release(broken);
    }
  }

  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.#acquire();
    let broken = false;
    try {
      return await inTransaction(
        client,
        (error) => this.#explain(error),
        work,
        () => (broken = true),
      );
    } finally {
      client.release(broken);
    }
  }

  async readOnly(text: string, limits: QueryLimits = {}): Promise<QueryResult> {
    const client = await this.#dedicated('query');
    try {
      return await readOnly(client, text, limits);
    } catch (error) {
      throw await this.#explain(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async worker(version: string, pools: Seats | null = null): Promise<Worker> {
    const client = await this.#dedicated('worker');
    try {
      return await registerWorker(client, { version, pools, address: this.address });
    } catch (error) {
      await client.end().catch(() => undefined);
      throw await this.#explain(error);
    }
  }

  async session(): Promise<Session> {
    const client = await this.#dedicated('session');
    const explain = (error: unknown) => this.#explain(error);
    return {
      query: async <Row>(statement: Statement | string) => {
        try {
          return await rowsOf<Row>(client, statement);
        } catch (error) {
          throw await explain(error);
        }
      },
      transaction: (work) => inTransaction(client, explain, work),
      [Symbol.asyncDispose]: () => client.end().catch(() => undefined),
    };
  }

  close(): Promise<void> {
    return (this.#closing ??= (async () => {
      await this.#pool.end();
      await this.#parts.onClosed?.();
    })());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #explain(error: unknown): Promise<unknown> {
    return explainFailure(error, this.#parts.where);
  }

  #acquire(): Promise<pg.PoolClient> {
    return this.#connecting(() => this.#pool.connect());
  }

  #dedicated(purpose: string): Promise<pg.Client> {
    return this.#connecting(async () => {
      const client = new pg.Client(clientOptions(this.#parts.connection, purpose));
      client.on('error', () => undefined);
      await client.connect();
      await prepareSession(client, this.schema);
      return client;
    });
  }

  /** Connects; a database of ours that died is started again, once. */
  async #connecting<T>(connect: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new TidemarkError('TDM_INTERNAL', { reason: 'the store is closed' });
    try {
      return await connect();
    } catch (error) {
      const { revive } = this.#parts;
      if (!revive || !isLost(error)) throw await this.#explain(error);
      await revive().catch(async (why: unknown) => {
        throw await this.#explain(why);
      });
      return await connect().catch(async (again: unknown) => {
        throw await this.#explain(again);
      });
    }
  }
}
