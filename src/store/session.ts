import pg from 'pg';
import type { Statement } from './store.ts';

const oid = { date: 1082, dateArray: 1182, textArray: 1009 } as const;

/**
 * How columns come back: `bigint` and `numeric` as text (a JavaScript number would lose digits), `timestamptz` as Date (`infinity` as
 * a number), `date` as `YYYY-MM-DD` text, since a day has no instant. Given to each client; pg's global table stays as it is.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format: 'text' | 'binary') => {
    if (id === oid.date) return (text: string) => text;
    return pg.types.getTypeParser(id === oid.dateArray ? oid.textArray : id, format as 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** Milliseconds a connection may take to come about. */
export const connectTimeoutMs = 10_000;

/** Everything one of our connections has in common. */
export const clientOptions = (connection: pg.ClientConfig, purpose: string): pg.ClientConfig => ({
  ...connection,
  application_name: `tidemark ${purpose} ${process.pid}`,
  types,
  // Statements that are given without waiting for the one before are sent at once; without it pg would keep them back.
  pipeline: true,
  connectionTimeoutMillis: connectTimeoutMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
});

/**
 * Makes a fresh connection ours. By statement rather than by start-up options, which hosted poolers refuse.
 *
 * A server may be set to acknowledge commits before they are on disk; we promise more than that. Stricter modes are left alone.
 */
export const prepareSession = async (client: pg.ClientBase, schema: string): Promise<void> => {
  const path = client.escapeLiteral(client.escapeIdentifier(schema));
  await client.query(
    `select set_config('search_path', ${path}, false), set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO, YMD', false),
      set_config('client_min_messages', 'warning', false),
      set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, false)`,
  );
};

/** A statement in the words of pg. */
const queryOf = (statement: Statement | string): pg.QueryConfig => {
  if (typeof statement === 'string') return { text: statement };
  const { text, values, name } = statement;
  return { text, ...(values && { values: values as unknown[] }), ...(name !== undefined && { name }) };
};

/** Runs one statement and returns its rows; of a text with several statements, the rows of the last. */
export const rowsOf = async <Row>(client: pg.ClientBase, statement: Statement | string): Promise<Row[]> => {
  const result = (await client.query(queryOf(statement))) as pg.QueryResult | pg.QueryResult[];
  return ((Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? []) as Row[];
};
