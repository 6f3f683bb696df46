import type { Outcome, Platform } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/** How an endpoint fared in the newest runs of its platform that brought anything. */
export interface EndpointHealth {
  readonly platform: Platform;
  readonly stream: string;
  readonly endpoint: string;
  /** `well`: every answer could be used; `failing`: none; `mixed`: some. An endpoint that was not asked is not listed. */
  readonly state: 'well' | 'mixed' | 'failing';
  readonly asked: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly lastAskedAt: Date;
  /** When it last gave an answer that could be used, within these runs. */
  readonly lastUsedAt: Date | null;
  /** The newest answer that could not be used. */
  readonly trouble: { readonly outcome: Outcome; readonly note: string | null; readonly at: Date; readonly exchangeId: string } | null;
}

/**
 * The health of every endpoint that was asked lately. Where a stream has several access methods, this is what tells which of them
 * answers. The platform's word that something is empty, gone or private is an answer; a demand to sign in, a refusal, silence or a
 * changed shape is trouble of the endpoint.
 */
export const endpointHealth = async (sql: Sql, workspaceId: string): Promise<EndpointHealth[]> => {
  const rows = await sql.query<HealthRow>({ text: health, values: [workspaceId, runsLookedAt] });
  return rows.map(({ fine, trouble, ...row }) => ({
    ...row,
    state: fine === 0 ? 'failing' : fine === row.asked ? 'well' : 'mixed',
    trouble: trouble && { ...trouble, at: new Date(trouble.at) },
  }));
};

const runsLookedAt = 2;

interface HealthRow extends Omit<EndpointHealth, 'state' | 'trouble'> {
  readonly fine: number;
  readonly trouble: { readonly outcome: Outcome; readonly note: string | null; readonly at: string; readonly exchangeId: string } | null;
}

const health = `
with ranked as (
  select id, row_number() over (partition by platform order by id desc) as place from run where workspace_id = $1 and pages > 0
), asked as materialized (
  select e.id, e.platform, e.stream, e.endpoint, e.outcome, e.at, e.outcome in ('ok', 'empty', 'unchanged', 'gone', 'private') as fine
  from ranked join exchange e on e.run_id = ranked.id where place <= $2
), counted as (
  select platform, stream, endpoint, outcome, fine, count(*)::integer as times, max(at) as last_at, max(id) as last_id
  from asked group by platform, stream, endpoint, outcome, fine
), summed as (
  select platform, stream, endpoint, sum(times)::integer as asked, coalesce(sum(times) filter (where fine), 0)::integer as fine,
    jsonb_object_agg(outcome, times) as outcomes, max(last_at) as last_asked_at, max(last_at) filter (where fine) as last_used_at,
    max(last_id) filter (where not fine) as trouble_id
  from counted group by platform, stream, endpoint
)
select s.platform, s.stream, s.endpoint, s.asked, s.fine, s.outcomes, s.last_asked_at as "lastAskedAt", s.last_used_at as "lastUsedAt",
  case when t.id is not null then jsonb_build_object('outcome', t.outcome, 'note', t.note, 'at', t.at, 'exchangeId', t.id::text) end as trouble
from summed s left join exchange t on t.id = s.trouble_id
order by s.platform, s.stream, s.endpoint`;
