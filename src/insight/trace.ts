import type { Count, Day, Platform, StoredCount } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { countOf } from './counts.ts';
import { decodeCursor, encodeCursor } from './keyset.ts';

/** Records of the public; those of private people (followers) stay among the exchanges. */
export const tracedKinds = ['series', 'episode', 'comment', 'channel', 'post', 'offer'] as const;

export interface TraceQuestion {
  readonly workspaceId: string;
  readonly platform: Platform;
  readonly kind: (typeof tracedKinds)[number];
  readonly id: string;
  /** A metric, or `fields` for the words of the record. */
  readonly metric: string;
  /** Of a rank: its list. */
  readonly scope?: string | undefined;
  /** As this run or day found it; the newest when neither is said. */
  readonly run?: string | undefined;
  readonly day?: Day | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One answer of a platform that a figure is made of. */
export interface TracePart {
  /** The record that the answer gave the number for: the one asked about, or one of its episodes. */
  readonly id: string;
  readonly count: Count | null;
  readonly observedAt: Date;
  readonly stream: string;
  readonly endpoint: string;
  readonly parserVersion: string;
  readonly exchangeId: string;
  readonly runId: string;
}

export interface Trace {
  /** `observed`: one answer gave the number; `sum`: it adds up what the parts gave. */
  readonly of: 'observed' | 'sum';
  readonly parts: readonly TracePart[];
  readonly total: number;
  readonly next: string | null;
}

/**
 * The answers, parser versions and runs a figure comes from. A series' likes and comments are sums over its episodes unless the platform
 * gave the number itself. Empty when there is no such figure. Throws TDM_REQUEST_INVALID for a bad cursor.
 */
export const traceFigure = async (sql: Sql, question: TraceQuestion): Promise<Trace> => {
  const { workspaceId, platform, kind, id, metric, scope = null, run = null, day = null, limit } = question;
  const asked = [platform, kind, id, metric, workspaceId, scope, run, day];
  const after = decodeCursor(asked, question.cursor, 'text')?.key ?? '';
  const values = [...asked, after, limit + 1];
  if (metric === 'fields')
    return pageOf(await sql.query<PartRow>({ text: fields, values: [platform, kind, id, workspaceId] }), 'observed', question);
  const own = await sql.query<PartRow>({ text: observed('o.id = $3'), values });
  if (own.length > 0 || kind !== 'series' || (metric !== 'likes' && metric !== 'comments')) return pageOf(own, 'observed', question);
  return pageOf(
    await sql.query<PartRow>({ text: observed(episodesOf), values: [platform, 'episode', ...values.slice(2)] }),
    'sum',
    question,
  );
};

interface PartRow extends Omit<TracePart, 'count'> {
  readonly stored: StoredCount;
  readonly total: number;
}

const pageOf = (rows: readonly PartRow[], of: Trace['of'], question: TraceQuestion): Trace => {
  const { limit, workspaceId, platform, kind, id, metric, scope = null, run = null, day = null } = question;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const asked = [platform, kind, id, metric, workspaceId, scope, run, day];
  return {
    of,
    parts: shown.map(({ stored, total: _total, ...part }) => ({ ...part, count: countOf(stored) })),
    total: rows[0]?.total ?? 0,
    next: rows.length > limit && last ? encodeCursor(asked, { key: last.id, tie: [] }) : null,
  };
};

const fields = `
select r.id, null as stored, e.at as "observedAt", e.stream, e.endpoint, e.parser_version as "parserVersion", e.id as "exchangeId",
  e.run_id as "runId", 1 as total
from record r join exchange e on e.id = r.exchange_id join run on run.id = e.run_id
where r.platform = $1 and r.kind = $2 and r.id = $3 and run.workspace_id = $4`;

const episodesOf = `o.id in (select id from record where platform = $1 and kind = 'episode' and parent_id = $3)`;

/** Of each record the newest answer that gave the metric; a number before a missing one of the same run, as in the curves. */
const observed = (records: string): string => `
with part as materialized (
  select distinct on (o.id) o.id, o.counts -> $4 as stored, o.observed_at, o.exchange_id, o.run_id
  from observation o join run r on r.id = o.run_id
  where o.platform = $1 and o.kind = $2 and ${records} and o.counts ? $4::text and r.workspace_id = $5
    and ($6::text is null or o.scope = $6) and ($7::bigint is null or o.run_id = $7) and ($8::date is null or r.day = $8)
  order by o.id, case when $7::bigint is not null or $8::date is not null then o.counts -> $4 = 'null' end, o.observed_at desc, o.exchange_id desc
)
select p.id, p.stored, p.observed_at as "observedAt", e.stream, e.endpoint, e.parser_version as "parserVersion",
  p.exchange_id as "exchangeId", p.run_id as "runId", (select count(*) from part)::integer as total
from part p join exchange e on e.id = p.exchange_id
where p.id collate "C" > $9
order by p.id collate "C"
limit $10`;
