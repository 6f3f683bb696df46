import type { Json } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { cleanJson, cleanText } from './clean.ts';
import { severities } from './contract.ts';
import type { AlertEvent, AlertKind, NewAlertEvent, Severity } from './contract.ts';

const severityOf: Readonly<Record<AlertKind, Severity>> = {
  'run-succeeded': 'info',
  'run-failed': 'error',
  'run-late': 'warning',
  'no-data': 'warning',
  'changed-shape': 'error',
  challenge: 'warning',
  'budget-gone': 'warning',
  test: 'info',
};

/**
 * The condition under which channel `c` wants event `e`. A channel that named its pipelines hears nothing of what has none; a test is for the
 * one channel it tests.
 */
const wants = `
  e.kind <> 'test' and (c.kinds is null or e.kind = any(c.kinds)) and (c.pipelines is null or e.pipeline = any(c.pipelines))
  and array_position(array[${severities.map((each) => `'${each}'`).join(', ')}], e.severity)
    >= array_position(array[${severities.map((each) => `'${each}'`).join(', ')}], c.least_severity)`;

// The channel's row is only read: recording holds up no delivery, and nobody who records waits for another but over the same key.
const record = `
with e as (
  insert into alert_event (workspace_id, key, kind, severity, title, pipeline, run_id, step, interval_start, interval_end, link, cause_code,
    cause, data, at, next)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  on conflict (workspace_id, key) do nothing
  returning id, workspace_id, kind, severity, pipeline, at
), made as (
  insert into alert_delivery (event_id, channel_id, state, silence_id, next_at, noted_at)
  select e.id, c.id, case when s.id is null then 'waiting' else 'silenced' end, s.id, e.at + c.group_ms * interval '1 millisecond', e.at
  from e
  join alert_channel c on c.workspace_id = e.workspace_id and c.removed_at is null and ${wants}
  left join lateral (
    select id from alert_silence
    where workspace_id = e.workspace_id and ended_at is null and until > e.at
      and (channel_id is null or channel_id = c.id) and (kind is null or kind = e.kind) and (pipeline is null or pipeline = e.pipeline)
    order by until desc limit 1
  ) s on true
  returning state
)
select (select id from e) as id, (select count(*)::int from made where state = 'waiting') as waiting`;

/**
 * Writes an event down, once, with its deliveries to the channels that want it. Give it the transaction of what caused the event, and both
 * hold or neither. `id` is null when the event was there before.
 */
export const recordEvent = async (sql: Sql, event: NewAlertEvent): Promise<{ readonly id: string | null; readonly waiting: number }> => {
  const {
    workspaceId,
    key,
    kind,
    severity = severityOf[kind],
    title,
    pipeline,
    runId,
    step,
    interval,
    link,
    cause,
    next,
    data = {},
    at,
  } = event;
  const optional = (text: string | null | undefined, length: number): string | null => (text ? cleanText(text, length) : null);
  const [row] = await sql.query<{ id: string | null; waiting: number }>({
    name: 'record_alert_event',
    text: record,
    values: [
      ...[workspaceId, key, kind, severity, cleanText(title, 300), optional(pipeline, 200), runId ?? null, optional(step, 200)],
      ...[interval ? new Date(interval.start) : null, interval ? new Date(interval.end) : null],
      ...[link && /^\/(?!\/)/.test(link) ? cleanText(link, 1000) : null, optional(cause?.code, 100), optional(cause?.message, 2000)],
      ...[JSON.stringify(cleanJson(data as Json)), new Date(at), optional(next, 500)],
    ],
  });
  return row!;
};

/** Columns of `alert_event e` that make an {@link AlertEvent}. */
export const eventColumns = `
  e.id::text as event_id, e.key, e.kind, e.severity, e.title, e.pipeline, e.run_id::text, e.step, e.interval_start, e.interval_end, e.link, e.cause_code,
  e.cause, e.next, e.data, e.at`;

export interface EventRow {
  readonly event_id: string;
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly title: string;
  readonly pipeline: string | null;
  readonly run_id: string | null;
  readonly step: string | null;
  readonly interval_start: Date | null;
  readonly interval_end: Date | null;
  readonly link: string | null;
  readonly cause_code: string | null;
  readonly cause: string | null;
  readonly next: string | null;
  readonly data: Readonly<Record<string, Json>>;
  readonly at: Date;
}

export const eventOf = (row: EventRow): AlertEvent => ({
  id: row.event_id,
  key: row.key,
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  pipeline: row.pipeline,
  runId: row.run_id,
  step: row.step,
  interval: row.interval_start && row.interval_end && { start: row.interval_start.getTime(), end: row.interval_end.getTime() },
  link: row.link,
  cause: row.cause === null ? null : { code: row.cause_code, message: row.cause },
  next: row.next,
  data: row.data,
  at: row.at.getTime(),
});
