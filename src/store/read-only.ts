import pg from 'pg';
import { TidemarkError, reasonOf } from '../domain/index.ts';

/** Limits of one query, and its result. */
export interface QueryLimits {
  readonly timeoutMs?: number;
  readonly maxRows?: number;
}
export interface QueryResult {
  readonly columns: string[];
  readonly rows: unknown[][];
}

/** White space and comments, which SQL nests. */
const skipComments = (text: string): string => {
  let rest = text;
  for (;;) {
    rest = rest.trimStart();
    if (rest.startsWith('--')) rest = rest.includes('\n') ? rest.slice(rest.indexOf('\n')) : '';
    else if (rest.startsWith('/*')) {
      let depth = 0;
      let at = 0;
      do {
        const mark = rest.slice(at, at + 2);
        if (mark === '') return '';
        if (mark === '/*') depth++;
        else if (mark === '*/') depth--;
        at += mark === '/*' || mark === '*/' ? 2 : 1;
      } while (depth > 0);
      rest = rest.slice(at);
    } else return rest;
  }
};

const firstWord = (text: string): string => {
  let rest = skipComments(text);
  while (rest.startsWith('(')) rest = skipComments(rest.slice(1));
  return /^[a-z]+/i.exec(rest)?.[0].toLowerCase() ?? '';
};

/** Statements that can stand behind a cursor, so that a table of ten million rows costs no more than what is shown of it. */
const selects = new Set(['select', 'with', 'values', 'table']);
const others = new Set(['explain', 'show']);

/** A mistyped `selec` must not be told that it would change data. */
const knownWords =
  /^(abort|alter|analy[sz]e|begin|call|checkpoint|close|cluster|comment|commit|copy|create|deallocate|declare|delete|discard|do|drop|end|execute|fetch|grant|import|insert|listen|load|lock|merge|move|notify|prepare|reassign|refresh|reindex|release|reset|revoke|rollback|savepoint|security|set|start|truncate|unlisten|update|vacuum)$/;

/**
 * Runs one reading statement on a connection of its own, which is thrown away: whatever the statement set, locked or prepared goes
 * with it. Four fences: an allow-list of first words (so no SET, COPY, DO, CALL), one statement (the extended protocol refuses
 * more), a read-only transaction, and a rollback.
 */
export const readOnly = async (client: pg.Client, text: string, limits: QueryLimits = {}): Promise<QueryResult> => {
  const { timeoutMs = 60_000, maxRows = 1000 } = limits;
  const word = firstWord(text);
  if (word === '' && skipComments(text) === '') throw new TidemarkError('TDM_QUERY_FAILED', { reason: 'there is no statement' });
  if (!selects.has(word) && !others.has(word)) {
    if (knownWords.test(word)) throw new TidemarkError('TDM_QUERY_READ_ONLY');
    throw new TidemarkError('TDM_QUERY_FAILED', {
      reason: `"${word || skipComments(text).slice(0, 20)}" begins no statement; begin with select, with, values, table, explain or show`,
    });
  }
  try {
    await client.query('begin transaction read only');
    // A reader who gave up and closed the program is noticed within a second; PostgreSQL would otherwise compute on for nobody.
    await client.query(
      `select set_config('statement_timeout', '${Math.ceil(timeoutMs)}', true), set_config('client_connection_check_interval', '1000', true),
         set_config('cursor_tuple_fraction', '1', true)`,
    );
    let statement = text;
    if (selects.has(word)) {
      await client.query({ text: `declare result no scroll cursor for ${text}`, queryMode: 'extended' } as pg.QueryConfig);
      statement = `fetch ${Math.trunc(maxRows)} from result`;
    }
    const answer = await client.query({ text: statement, rowMode: 'array', queryMode: 'extended' } as pg.QueryArrayConfig);
    await client.query('rollback');
    return { columns: answer.fields.map(({ name }) => name), rows: (answer.rows as unknown[][]).slice(0, maxRows) };
  } catch (error) {
    throw explainQuery(error, timeoutMs);
  }
};

const explainQuery = (error: unknown, timeoutMs: number): unknown => {
  if (!(error instanceof pg.DatabaseError)) return error;
  switch (error.code) {
    case '25006': // read-only transaction
    case '42P11': // a cursor over something that is no query
      return new TidemarkError('TDM_QUERY_READ_ONLY', {}, error);
    case '0A000':
      return error.message.includes('data-modifying') ? new TidemarkError('TDM_QUERY_READ_ONLY', {}, error) : failed(error);
    case '57014':
      return new TidemarkError('TDM_QUERY_FAILED', { reason: `it took longer than ${timeoutMs / 1000} s` }, error);
    case '42601':
      if (error.message.includes('INTO is not allowed')) return new TidemarkError('TDM_QUERY_READ_ONLY', {}, error);
      return /multiple commands/.test(error.message) ? failed(error, 'give one statement at a time') : failed(error);
    default:
      return /^(08|57P|53)/.test(error.code ?? '') ? error : failed(error);
  }
};

const failed = (error: unknown, reason = reasonOf(error)): TidemarkError => new TidemarkError('TDM_QUERY_FAILED', { reason }, error);
