import { hostname } from 'node:os';
import type pg from 'pg';
import { TidemarkError, reasonOf } from '../domain/index.ts';
import type { Seats, Worker } from './store.ts';

/**
 * Registers a worker on a connection of its own: the row, and the session lock that says it lives. Row and lock come in one
 * transaction, so nobody ever sees the row without the lock and takes the worker for dead.
 */
export const registerWorker = async (
  client: pg.Client,
  { version, pools, address }: { readonly version: string; readonly pools: Seats | null; readonly address: string },
): Promise<Worker> => {
  // Should this machine vanish without a word, the server finds out within half a minute instead of two hours, and frees the lock.
  // Hosted servers end idle sessions; this one idles by design.
  await client.query(
    `select set_config(name, case name when 'tcp_keepalives_idle' then '10' when 'tcp_keepalives_interval' then '5' when 'tcp_keepalives_count' then '3' else '0' end, false)
       from pg_settings where name in ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count', 'idle_session_timeout')`,
  );
  await client.query('begin');
  const { rows } = await client.query<{ id: string }>({
    text: 'insert into worker (host, pid, version, pools) values ($1, $2, $3, $4) returning id',
    values: [hostname(), process.pid, version, pools && JSON.stringify(pools)],
  });
  const { id } = rows[0]!;
  await client.query({ text: 'select pg_advisory_lock(hashtext(current_schema()), $1::integer)', values: [id] });
  await client.query('commit');

  const loss = new AbortController();
  const lose = (reason: string) => loss.abort(new TidemarkError('TDM_DATABASE_LOST', { address, reason }));
  let closed = false;
  client.on('error', (error) => lose(reasonOf(error)));
  client.on('end', () => {
    if (!closed) lose('the connection of the worker ended');
  });

  const close = async () => {
    if (closed) return;
    closed = true;
    // After a loss the row stays; it holds no lock, so everybody can see that it is dead.
    if (!loss.signal.aborted) await client.query({ text: 'delete from worker where id = $1', values: [id] }).catch(() => undefined);
    await client.end().catch(() => undefined);
  };
  return { id, lost: loss.signal, close, [Symbol.asyncDispose]: close };
};
