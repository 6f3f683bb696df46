import pg from 'pg';
import { TidemarkError, reasonOf } from '../domain/index.ts';
import { diskFull, isNearlyFull } from './disk.ts';

/** What a failure is told about: where the database is, and the folder of its disk when that disk is ours. */
export interface Whereabouts {
  readonly address: string;
  readonly folder?: string | undefined;
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** The session ended under us: 08 connection, 57P01-57P03 shut down, crashed, starting; 57P05 idle too long; 25P03 idle in transaction. */
const endedStates = /^(08...|57P0[1235]|25P03)$/;
const brokenSocket = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const brokenSentence =
  /^(Connection terminated|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool)/;

/** Whether the connection broke, as opposed to a statement that failed on a healthy one. */
export const isLost = (error: unknown): boolean => {
  if (error instanceof TidemarkError) return error.code === 'TDM_DATABASE_LOST';
  if (error instanceof AggregateError) return error.errors.some(isLost);
  const code = codeOf(error);
  if (endedStates.test(code) || brokenSocket.has(code)) return true;
  return error instanceof Error && !(error instanceof pg.DatabaseError) && brokenSentence.test(error.message);
};

/** From PostgreSQL, which also says "no space left" of shared memory, which is no disk; or from our own files beside it. */
const isDiskFull = (error: unknown): boolean =>
  codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' || (codeOf(error) === '53100' && !/shared memory/i.test(reasonOf(error)));

/**
 * A failure while the store is in use, in words of the catalogue: TDM_DATABASE_LOST or TDM_DISK_FULL. Anything else (a broken
 * constraint, a misspelt statement) is returned as it is: it is a mistake of the caller or its answer, told by its SQLSTATE.
 */
export const explainFailure = async (error: unknown, where: Whereabouts): Promise<unknown> => {
  if (error instanceof TidemarkError) return error;
  const folder = where.folder ?? `the database at ${where.address}`;
  if (isDiskFull(error)) return diskFull(folder, error);
  if (!isLost(error)) return error;
  // A server whose WAL cannot grow ends itself: seen from here the connection broke, but the reason is the disk.
  if (where.folder !== undefined && (await isNearlyFull(where.folder))) return diskFull(where.folder, error);
  return new TidemarkError('TDM_DATABASE_LOST', { address: where.address, reason: reasonOf(error) }, error);
};

const refusals: Readonly<Record<string, true>> = { '28P01': true, '28000': true, '3D000': true };
const certificate = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** A failure while connecting for the first time, in words of the catalogue. */
export const explainConnecting = async (error: unknown, where: Whereabouts): Promise<unknown> => {
  if (error instanceof TidemarkError) return error;
  const { address } = where;
  const code = codeOf(error);
  const reason = reasonOf(error);
  if (refusals[code]) return new TidemarkError('TDM_DATABASE_LOGIN', { address, reason }, error);
  if (code === '42501' || code === '25006') return new TidemarkError('TDM_DATABASE_RIGHTS', { reason }, error);
  if (/client password must be a string/.test(reason))
    return new TidemarkError('TDM_DATABASE_LOGIN', { address, reason: 'it asks for a password and none is given' }, error);
  if (certificate.test(code)) return new TidemarkError('TDM_DATABASE_LOGIN', { address, reason: `its TLS certificate: ${reason}` }, error);
  if (/does not support SSL/.test(reason))
    return new TidemarkError('TDM_DATABASE_LOGIN', { address, reason: 'it does not speak TLS, which sslmode asks for' }, error);
  if (isDiskFull(error)) return explainFailure(error, where);
  if (error instanceof pg.DatabaseError && !isLost(error) && code !== '53300') return error;
  const told = /timeout/.test(reason) ? 'no answer within 10 s' : reason;
  return new TidemarkError('TDM_DATABASE_UNREACHABLE', { address, reason: told }, error);
};
