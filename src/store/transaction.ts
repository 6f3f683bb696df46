import type pg from 'pg';
import { TidemarkError } from '../domain/index.ts';
import { isLost } from './failure.ts';
import { rowsOf } from './session.ts';
import type { Sql, Statement } from './store.ts';

/** One transaction as its work sees it: statements run one after the other, also when the work does not wait for each. */
export class TransactionSql implements Sql {
  readonly #client: pg.ClientBase;
  readonly #explain: (error: unknown) => Promise<unknown>;
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;
  /** The first statement that failed, explained. */
  #failure: unknown;
  /** Whether the connection is of no more use. */
  broken = false;

  constructor(client: pg.ClientBase, explain: (error: unknown) => Promise<unknown>) {
    this.#client = client;
    this.#explain = explain;
  }

  query<Row = Record<string, unknown>>(statement: Statement | string): Promise<Row[]> {
    if (this.#ended)
      return Promise.reject(new TidemarkError('TDM_INTERNAL', { reason: 'a statement came after the end of its transaction' }));
    const rows = this.#last.then(() => this.#run(() => rowsOf<Row>(this.#client, statement)));
    this.#last = rows.catch(() => undefined);
    return rows;
  }

  /** Waits for the statements under way, then commits. */
  async commit(): Promise<void> {
    await this.#finish();
    const { command } = await this.#run(() => this.#client.query('commit'));
    // PostgreSQL answers COMMIT with ROLLBACK when a statement failed and the work went on regardless.
    if (command !== 'COMMIT') throw this.#failure ?? new TidemarkError('TDM_INTERNAL', { reason: 'the transaction was rolled back' });
  }

  /** Waits for the statements under way, then rolls back. Harmless after a commit that failed. */
  async rollback(): Promise<void> {
    await this.#finish();
    if (!this.broken) await this.#client.query('rollback').catch(() => (this.broken = true));
  }

  async #finish(): Promise<void> {
    this.#ended = true;
    await this.#last;
  }

  async #run<T>(statement: () => Promise<T>): Promise<T> {
    try {
      return await statement();
    } catch (error) {
      this.broken ||= isLost(error);
      const explained = await this.#explain(error);
      this.#failure ??= explained;
      throw explained;
    }
  }
}

/** Runs work in one transaction of a connection. `onBroken` is told when the connection is of no more use. */
export const inTransaction = async <T>(
  client: pg.ClientBase,
  explain: (error: unknown) => Promise<unknown>,
  work: (sql: Sql) => Promise<T>,
  onBroken: () => void = () => undefined,
): Promise<T> => {
  const transaction = new TransactionSql(client, explain);
  try {
    await transaction.query('begin');
    const result = await work(transaction);
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  } finally {
    if (transaction.broken) onBroken();
  }
};
