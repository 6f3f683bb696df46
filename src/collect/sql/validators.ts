import type { Sql, Statement } from '../../store/index.ts';
import type { NumberedPage } from '../rows.ts';
import { jsonText } from './json.ts';

/** Keeps what the platform gave to recognise an answer by, with the exchange that holds that answer. Null when no page has any. */
export const writeValidators = (pages: readonly NumberedPage[]): Statement | null => {
  const rows = pages
    .filter(
      ({ conditional, exchange }) =>
        conditional && exchange.status === 200 && (exchange.headers['etag'] ?? exchange.headers['last-modified']),
    )
    .map(({ exchange, exchangeId }) => ({
      url: exchange.request.url,
      etag: exchange.headers['etag'] ?? null,
      modified: exchange.headers['last-modified'] ?? null,
      exchange: exchangeId,
    }));
  if (rows.length === 0) return null;
  return {
    text: `
      insert into validator (url, etag, last_modified, exchange_id)
      select distinct on (url) url, etag, modified, exchange
      from json_to_recordset($1::json) as row (url text, etag text, modified text, exchange bigint)
      order by url, exchange desc
      on conflict (url) do update set etag = excluded.etag, last_modified = excluded.last_modified, exchange_id = excluded.exchange_id`,
    values: [jsonText(rows)],
  };
};

/** What is kept for an address, and where the answer it stands for lies. */
export interface KnownAnswer {
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly exchange_id: string;
  readonly line: number;
  readonly frame_id: string;
}

export const findKnownAnswer = async (sql: Sql, url: string): Promise<KnownAnswer | undefined> => {
  const [row] = await sql.query<KnownAnswer>({
    name: 'find_known_answer',
    text: `
      select etag, last_modified, exchange_id, line, frame_id
      from validator join exchange on exchange.id = exchange_id
      where validator.url = $1`,
    values: [url],
  });
  return row;
};
