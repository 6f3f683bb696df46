import { createHash } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Db } from 'pg-boss';
import { TidemarkError } from '../domain/index.ts';
import type { Session, Sql, Store } from '../store/index.ts';

/** What stands in the queue: one seat of a step that may begin. */
export interface Job {
  readonly runId: string;
  readonly step: string;
  readonly seat: number;
}

export interface TakenJob extends Job {
  readonly id: string;
}

/** Jobs of one pool, and of one version of the code: another version never sees them. */
export interface QueueName {
  readonly pool: string;
  readonly version: string;
}

/** Where seats of steps wait for a worker. Everything happens in the transaction of the caller, so that queue and ledger never disagree. */
export interface Queue extends AsyncDisposable {
  send(sql: Sql, name: QueueName, jobs: readonly Job[], options: { readonly priority: number; readonly afterMs?: number }): Promise<void>;
  /** The first job that is due, by priority and age; it is held until `remove`. */
  take(sql: Sql, name: QueueName): Promise<TakenJob | null>;
  /** A job that was taken has been seen to. */
  remove(sql: Sql, name: QueueName, id: string): Promise<void>;
  /** Takes back jobs that nobody has taken yet, or is about to: those find their step over. */
  withdraw(sql: Sql, name: QueueName, runId: string, step?: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queue: pg-boss in a schema of its own beside the store's. It makes its tables when they are not there.
 *
 * Leases, priorities and delays are pg-boss's. Attempts, slots and deaths are in our own tables: it would notice a dead worker only after its
 * monitor came by, and its limits are not strict across processes. Its own supervision is off: nothing but us ends or removes a job.
 *
 * `onTrouble` is told what goes wrong beside the calls, which throw what concerns them.
 */
export const openQueue = async (store: Store, onTrouble?: (error: unknown) => void): Promise<Queue> => {
  const own = connectionOf(store);
  const boss = new PgBoss({ db: own, schema: `${store.schema}_jobs`, schedule: false, supervise: false, monitorVacuum: false });
  const known = new Set<string>();
  const dbOf = createNaming();
  boss.on('error', (error) => onTrouble?.(error));
  await boss.start();

  const ensure = async (name: QueueName): Promise<string> => {
    const queue = queueOf(name);
    if (known.has(queue)) return queue;
    await boss.createQueue(queue, { retryLimit: 0 });
    known.add(queue);
    return queue;
  };

  const close = async (): Promise<void> => {
    await boss.stop({ graceful: false, close: false });
    await own.close();
  };
  return {
    send: async (sql, name, jobs, { priority, afterMs }) => {
      const options = { priority, ...(afterMs && { startAfter: Math.ceil(afterMs / 1000) }) };
      await boss.insert(
        await ensure(name),
        jobs.map((job) => ({ data: { ...job }, ...options })),
        { db: dbOf(sql) },
      );
    },
    take: async (sql, name) => {
      const [job] = await boss.fetch<Job>(await ensure(name), { batchSize: 1, db: dbOf(sql) });
      return job ? { id: job.id, ...job.data } : null;
    },
    remove: async (sql, name, id) => void (await boss.deleteJob(await ensure(name), id, { db: dbOf(sql) })),
    withdraw: async (sql, name, runId, step) => {
      const queue = await ensure(name);
      const db = dbOf(sql);
      const waiting = await boss.findJobs<Job>(queue, { data: { runId, ...(step && { step }) }, queued: true, db });
      if (waiting.length === 0) return;
      // Who takes one of them at this instant wants the run that we hold, and finds then that its job is not wanted: to wait for each other helps nobody.
      const free = await sql.query<{ id: string }>({
        name: 'jobs_withdraw',
        text: `select id from "${store.schema}_jobs".job where name = $1 and id = any ($2::uuid[]) for update skip locked`,
        values: [queue, waiting.map(({ id }) => id)],
      });
      if (free.length > 0)
        await boss.deleteJob(
          queue,
          free.map(({ id }) => id),
          { db },
        );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
};

/**
 * A connection of its own for what pg-boss asks by itself (which queues there are). From the pool it could wait for ever: everyone who holds one of its
 * connections may be waiting for the one of us who asks. One that breaks is opened anew by the next question.
 */
const connectionOf = (store: Store) => {
  let session: Promise<Session> | null = null;
  const opened = (): Promise<Session> => {
    session ??= store.session().catch((error: unknown) => {
      session = null;
      throw error;
    });
    return session;
  };
  return {
    executeSql: async (text: string, values?: unknown[]) => {
      const asked = opened();
      try {
        return { rows: await (await asked).query({ text, ...(values && { values }) }) };
      } catch (error) {
        if (error instanceof TidemarkError && error.code === 'TDM_DATABASE_LOST' && session === asked) session = null;
        // Its tables are made in a transaction that is a part of the text. Whoever comes second finds them there, which is well, and the transaction open.
        else await (await asked).query('rollback').catch(() => undefined);
        throw error;
      }
    },
    close: async (): Promise<void> => {
      await (await session?.catch(() => null))?.[Symbol.asyncDispose]();
    },
  };
};

const queueOf = ({ pool, version }: QueueName): string => `${pool}/${version.replace(/[^\w.-]/g, '-')}`;

/**
 * pg-boss gives its statements no names, so that each would be read and planned anew, which is more work than to carry it out. Its texts are the same for
 * each queue. Should that ever change, only so many get a name, because a connection keeps what it has prepared.
 */
const createNaming = (): ((sql: Sql) => Db) => {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    if (!names.has(text) && names.size < mostNames) names.set(text, `boss_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`);
    return names.get(text);
  };
  return (sql) => ({
    executeSql: async (text, values) => {
      const name = nameOf(text);
      return { rows: await sql.query({ text, ...(values && { values }), ...(name !== undefined && { name }) }) };
    },
  });
};

const mostNames = 100;
