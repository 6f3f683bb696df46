import { TidemarkError } from '../domain/index.ts';
import type { Instant } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { cleanText } from './clean.ts';
import type { AlertKind } from './contract.ts';

/** What nobody is told of until then; null: any. */
export interface Silence {
  readonly id: string;
  readonly channel: string | null;
  readonly kind: AlertKind | null;
  readonly pipeline: string | null;
  readonly until: Instant;
  readonly reason: string;
  /** Deliveries it has kept back. */
  readonly kept: number;
}

/** Begins a silence. What happens meanwhile is written down as silenced, and not told later. */
export const addSilence = async (
  sql: Sql,
  silence: {
    readonly workspaceId: string;
    readonly channelId?: string | null | undefined;
    readonly kind?: AlertKind | null | undefined;
    readonly pipeline?: string | null | undefined;
    readonly until: Instant;
    readonly reason?: string | undefined;
  },
): Promise<{ readonly id: string }> => {
  const { workspaceId, channelId = null, kind = null, pipeline = null, until, reason = '' } = silence;
  const [row] = await sql.query<{ id: string }>({
    text: `
      insert into alert_silence (workspace_id, channel_id, kind, pipeline, until, reason) values ($1, $2, $3, $4, $5, $6)
      returning id::text`,
    values: [workspaceId, channelId, kind, pipeline, new Date(until), cleanText(reason, 500)],
  });
  return row!;
};

/** The silences that hold at an instant, the one that ends first before the others. */
export const listSilences = async (sql: Sql, workspaceId: string, at: Instant): Promise<Silence[]> => {
  const rows = await sql.query<Omit<Silence, 'until'> & { readonly until: Date }>({ text: list, values: [workspaceId, new Date(at)] });
  return rows.map((row) => ({ ...row, until: row.until.getTime() }));
};

/** Ends a silence. Throws TDM_SILENCE_UNKNOWN. */
export const endSilence = async (sql: Sql, workspaceId: string, id: string): Promise<void> => {
  const text = 'update alert_silence set ended_at = now() where workspace_id = $1 and id = $2 and ended_at is null returning id';
  const rows = /^\d{1,18}$/.test(id) ? await sql.query({ text, values: [workspaceId, id] }) : [];
  if (rows.length === 0) throw new TidemarkError('TDM_SILENCE_UNKNOWN', { silence: id });
};

const list = `
select s.id::text, c.name as channel, s.kind, s.pipeline, s.until, s.reason,
  (select count(*)::int from alert_delivery d where d.silence_id = s.id) as kept
from alert_silence s left join alert_channel c on c.id = s.channel_id
where s.workspace_id = $1 and s.ended_at is null and s.until > $2
order by s.until, s.id`;
