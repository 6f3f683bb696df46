import type { Statement } from '../../store/index.ts';
import { quoted } from './rebuild-tables.ts';

/** One stream of one run. */
export interface StreamOfRun {
  readonly platform: string;
  readonly runId: string;
  readonly stream: string;
}

// Every statement below touches only rows of exchanges that were read again: those of damaged frames stay as they were.
const reread = (column: string): string => `exists (select from rebuild_exchange where rebuild_exchange.id = ${column})`;

const sameKey =
  'staged.platform = old.platform and staged.kind = old.kind and staged.id = old.id and staged.run_id = old.run_id and staged.stream = old.stream and staged.scope = old.scope';

/** Before: what old rows were found in the chosen answers belongs to the choice, also when today's parser no longer finds it there. */
export const touchObserved = (schema: string, { platform, runId, stream }: StreamOfRun): Statement => ({
  text: `
    insert into rebuild_touched (kind, id)
    select distinct kind, id from ${quoted(schema)}.observation
    where platform = $1 and run_id = $2 and stream = $3 and ${reread('observation.exchange_id')}
    on conflict do nothing`,
  values: [platform, runId, stream],
});

export const removeObservations = (schema: string, { platform, runId, stream }: StreamOfRun): Statement => ({
  text: `
    with gone as (
      delete from ${quoted(schema)}.observation as old
      where platform = $1 and run_id = $2 and stream = $3 and ${reread('old.exchange_id')}
        and not exists (select from observation as staged where ${sameKey})
      returning 1
    )
    select count(*)::int as rows from gone`,
  values: [platform, runId, stream],
});

export const changeObservations = (schema: string, { platform, runId, stream }: StreamOfRun): Statement => ({
  text: `
    with changed as (
      update ${quoted(schema)}.observation as old
      set observed_at = staged.observed_at, counts = staged.counts, exchange_id = staged.exchange_id
      from observation as staged
      where staged.platform = $1 and staged.run_id = $2 and staged.stream = $3 and ${sameKey}
        and (old.observed_at, old.counts, old.exchange_id) is distinct from (staged.observed_at, staged.counts, staged.exchange_id)
        and ${reread('old.exchange_id')}
      returning 1
    )
    select count(*)::int as rows from changed`,
  values: [platform, runId, stream],
});

export const addObservations = (schema: string, { platform, runId, stream }: StreamOfRun): Statement => ({
  text: `
    with added as (
      insert into ${quoted(schema)}.observation
      select * from observation as staged
      where platform = $1 and run_id = $2 and stream = $3
        and not exists (select from ${quoted(schema)}.observation as old where ${sameKey})
      on conflict do nothing
      returning 1
    )
    select count(*)::int as rows from added`,
  values: [platform, runId, stream],
});

const misfits = (table: string): string => `
  select id, row_number() over (partition by exchange_id, path, reason, value, parser_version order by id) as nth,
    exchange_id, path, reason, value, parser_version, endpoint
  from ${table} as misfit where platform = $1 and run_id = $2 and stream = $3 and ${reread('misfit.exchange_id')}`;
const sameMisfit =
  'staged.exchange_id = old.exchange_id and staged.nth = old.nth and staged.path = old.path and staged.reason = old.reason and staged.value = old.value and staged.parser_version = old.parser_version';

export const removeMisfits = (schema: string, { platform, runId, stream }: StreamOfRun): Statement => ({
  text: `
    with gone as (
      delete from ${quoted(schema)}.quarantine where id in (
        select id from (${misfits(`${quoted(schema)}.quarantine`)}) as old
        where not exists (select from (${misfits('quarantine')}) as staged where ${sameMisfit}))
      returning 1
    )
    select count(*)::int as rows from gone`,
  values: [platform, runId, stream],
});

/** A misfit is as old as the commit that found it. */
export const addMisfits = (schema: string, { platform, runId, stream }: StreamOfRun): Statement => ({
  text: `
    with added as (
      insert into ${quoted(schema)}.quarantine (exchange_id, run_id, platform, stream, endpoint, path, reason, value, parser_version, created_at)
      select exchange_id, $2, $1, $3, endpoint, path, reason, value, parser_version, rebuild_frame.at
      from (${misfits('quarantine')}) as staged
      join rebuild_exchange on rebuild_exchange.id = staged.exchange_id
      join rebuild_frame on rebuild_frame.id = rebuild_exchange.frame_id
      where not exists (select from (${misfits(`${quoted(schema)}.quarantine`)}) as old where ${sameMisfit})
      order by staged.id
      returning 1
    )
    select count(*)::int as rows from added`,
  values: [platform, runId, stream],
});

/** The exchanges of a stream say by which parser their rows were read, and what it made of them. */
export const changeExchanges = (schema: string, { runId, stream }: StreamOfRun, parserVersion: string): Statement => ({
  text: `
    with changed as (
      update ${quoted(schema)}.exchange as old
      set parser_version = $3, outcome = staged.outcome, note = staged.note
      from rebuild_exchange as staged
      where old.run_id = $1 and old.stream = $2 and old.id = staged.id
        and (old.parser_version, old.outcome, old.note) is distinct from ($3, staged.outcome, staged.note)
      returning 1
    )
    select count(*)::int as rows from changed`,
  values: [runId, stream, parserVersion],
});

export const countStaged = ({ runId, stream }: StreamOfRun): Statement => ({
  text: `
    select (select count(*) from observation where run_id = $1 and stream = $2)::int as observations,
      (select count(*) from quarantine where run_id = $1 and stream = $2)::int as misfits`,
  values: [runId, stream],
});

export const clearStaged = ({ runId, stream }: StreamOfRun): Statement[] =>
  ['observation', 'quarantine'].map((table) => ({
    text: `delete from pg_temp.${table} where run_id = $1 and stream = $2`,
    values: [runId, stream],
  }));
