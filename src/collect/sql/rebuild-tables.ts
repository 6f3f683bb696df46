import type { Statement } from '../../store/index.ts';

/** A schema's name as it stands before a table in SQL. */
export const quoted = (schema: string): string => `"${schema.replaceAll('"', '""')}"`;

/** One rebuild of a schema at a time: the lock lives as long as the session. */
export const lockRebuild: Statement = { text: `select pg_try_advisory_lock(hashtext('rebuild'), hashtext(current_schema())) as locked` };

/**
 * Where a rebuild gathers its rows before they take the place of the old ones. `record`, `observation` and `quarantine` have the names and
 * keys of the real tables, which they hide in this session: the statements that write them when collecting write them here, too. Temporary
 * tables need no log, and a killed rebuild leaves none behind.
 */
export const createStaging = (schema: string): string => {
  const real = quoted(schema);
  return `
    set temp_buffers = '64MB';
    set work_mem = '32MB';
    set statement_timeout = 0;
    set idle_session_timeout = 0;
    -- Half of each page stays free: a record is written once for each of its days.
    create temp table record (like ${real}.record including defaults, primary key (platform, kind, id)) with (fillfactor = 50);
    create temp table observation (like ${real}.observation including defaults, primary key (platform, kind, id, run_id, stream, scope));
    create temp table quarantine (like ${real}.quarantine including defaults including identity);
    -- The frames of the platform in the order of their commits. Chosen: its observations and misfits are rebuilt. Last: of its run and stream.
    create temp table rebuild_frame (
      n bigint primary key, id bigint not null unique, run_id bigint not null, stream text not null, exchanges integer not null,
      at timestamptz not null, chosen boolean not null, last boolean not null
    );
    -- What was read again, and what today's parser says of it.
    create temp table rebuild_exchange (id bigint primary key, frame_id bigint not null, outcome text not null, note text);
    -- What could not be read again: a damaged frame, or an endpoint without a parser today.
    create temp table rebuild_unread (id bigint primary key);
    -- Records that something unread has to do with.
    create temp table rebuild_kept (kind text not null, id text not null, primary key (kind, id));
    -- The records a choice of streams and days has to do with.
    create temp table rebuild_touched (kind text not null, id text not null, primary key (kind, id));`;
};
