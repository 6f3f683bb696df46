import type pg from 'pg';
import { TidemarkError } from '../domain/index.ts';
import { isLost } from './failure.ts';
import { rowsOf } from './session.ts';
import type { Sql, Statement } from './store.ts';

const inFailedTransaction = '25P02';

/**
 * One transaction as its work sees it: statements run one after the other. Those whose work does not wait for the one before are on their way together,
 * which spares a program that is busy a turn of its loop for each.
 */
export class TransactionSql implements Sql {
  readonly #client: pg.ClientBase;
  readonly #explain: (error: unknown) => Promise<unknown>;
  /** Settles with the last statement that was sent, and so after all before it. */
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;
  /** What the first statement that failed says, explained. */
  #failure: Promise<unknown> | undefined;
  /** Whether the connection is of no more use. */
  broken = false;

  constructor(client: pg.ClientBase, explain: (error: unknown) => Promise<unknown>) {
    this.#client = client;
    this.#explain = explain;
  }

  query<Row = Record<string, unknown>>(statement: Statement | string): Promise<Row[]> {
    if (this.#ended)
      return Promise.reject(new TidemarkError('TDM_INTERNAL', { reason: 'a statement came after the end of its transaction' }));
    const rows = this.#run(() => rowsOf<Row>(this.#client, statement));
    this.#last = rows.catch(() => undefined);
    return rows;
  }

  /** Waits for the statements under way, then commits. */
  async commit(): Promise<void> {
    await this.#finish();
    const { command } = await this.#run(() => this.#client.query('commit'));
    // PostgreSQL answers COMMIT with ROLLBACK when a statement failed and the work went on regardless.
    if (command !== 'COMMIT')
      throw (await this.#failure) ?? new TidemarkError('TDM_INTERNAL', { reason: 'the transaction was rolled back' });
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
      // What was on its way with the one that failed says no more than that.
      const isConsequence = this.#failure !== undefined && (error as { code?: string }).code === inFailedTransaction;
      const explained = isConsequence ? this.#failure : this.#explain(error);
      this.#failure ??= explained;
      throw await explained;
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
    // Waited for: without a transaction each statement would be one of its own.
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
