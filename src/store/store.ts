/** One SQL statement. A named one is prepared once per connection; hot statements have names. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

/** Something statements can be run on: the pool, or one transaction. */
export interface Sql {
  /** Runs one statement and returns its rows. `bigint` columns come back as strings, `timestamptz` as Date, `date` as `YYYY-MM-DD` text. */
  query<Row = Record<string, unknown>>(statement: Statement | string): Promise<Row[]>;
}

/** The database, opened and migrated. Whoever opens it closes it. */
export interface Store extends Sql, AsyncDisposable {
  readonly kind: 'embedded' | 'server';
  /** Host, port and database for messages; never a password. */
  readonly address: string;
  /** The PostgreSQL schema all tables of this store live in. */
  readonly schema: string;
  /**
   * Runs `work` in one transaction; commits when it returns, rolls back when it throws.
   *
   * Throws TDM_DATABASE_LOST when the connection breaks. If that happens during the commit nobody can tell whether it took place, so
   * work that is repeated (`retryWhileAway`) must be such that its second time changes nothing.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Runs one reading statement (SELECT, VALUES, TABLE, WITH, SHOW or EXPLAIN), as `tidemark query` does. Limits: 60 s and 1,000 rows
   * unless told otherwise. Throws TDM_QUERY_READ_ONLY or TDM_QUERY_FAILED. It keeps an operator from mistakes and is no fence against
   * an enemy: the statement runs with all rights of our database user.
   */
  readOnly(
    text: string,
    options?: { readonly timeoutMs?: number; readonly maxRows?: number },
  ): Promise<{ columns: string[]; rows: unknown[][] }>;
  /**
   * Registers this process as a worker and holds its advisory lock on a connection of its own, so that others see its death at once:
   * `worker_alive(id)` in SQL is false from the moment the connection breaks. Whoever does steps of pipelines says which pools it serves.
   */
  worker(version: string, pools?: Seats | null): Promise<Worker>;
  /** A connection of its own, for work that keeps temporary tables or session locks. Both are gone as soon as it ends, however it ends. */
  session(): Promise<Session>;
  close(): Promise<void>;
}

/** One connection, held from its opening to its end. Statements and transactions run one after the other. */
export interface Session extends Sql, AsyncDisposable {
  /** Like {@link Store.transaction}. A connection that breaks does not come back: every later statement fails. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Steps that a worker does side by side, by pool. */
export type Seats = Readonly<Record<string, number>>;

export interface Worker extends AsyncDisposable {
  /** Row id in `worker`, as text. */
  readonly id: string;
  /** Aborted when the lock's connection is lost: whatever this worker held may be taken by others. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}
