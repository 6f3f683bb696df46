/** The door of the store: one PostgreSQL, private or the operator's, opened and migrated. */
export type { Seats, Session, Sql, Statement, Store, Worker } from './store.ts';
export { crashPoint, crashPoints, type CrashPoint } from './crash-point.ts';
export { databaseClock, type DatabaseClock } from './clock.ts';
export { openStore, defaultSchema, type OpenStoreOptions } from './open.ts';
export { createPatience, retryWhileAway, type Patience, type PatienceOptions } from './retry.ts';
export { inspectStore, type StoreReport } from './inspect.ts';
