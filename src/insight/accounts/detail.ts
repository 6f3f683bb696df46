import type { Instant } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { newestTraces } from '../newest-traces.ts';
import { observedCurves } from '../series/curves.ts';
import type { Curve } from '../series/curves.ts';
import { accountColumns, accountMetrics, accountOf } from './account.ts';
import type { AccountMetric, AccountPlatform, AccountRow, AccountSummary } from './account.ts';

/** Everything known of one account. */
export interface AccountDetail extends AccountSummary {
  readonly description: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly category: string | null;
  /** When it was opened, by the platform. */
  readonly createdAt: string | null;
  readonly firstSeenAt: Date | null;
  /** What is on the air; null when nothing is, or nobody asked. */
  readonly broadcast: { readonly title: string | null; readonly category: string | null; readonly startedAt: string | null } | null;
}

/**
 * One account by its id, or by the name it is watched under; null when there is none. Names lead to the account they were found to be.
 */
export const findAccount = async (
  sql: Sql,
  { workspaceId, platform, id }: { readonly workspaceId: string; readonly platform: AccountPlatform; readonly id: string },
): Promise<AccountDetail | null> => {
  const [row] = await sql.query<AccountRow>({ text: find, values: [platform, id, workspaceId] });
  if (!row) return null;
  const [traces] = await newestTraces(sql, { kind: 'channel', records: [row], metrics: accountMetrics });
  const fields = row.fields ?? {};
  return {
    ...accountOf(row, traces!),
    description: fields.description || null,
    country: fields.country ?? null,
    language: fields.language ?? null,
    category: fields.category ?? null,
    createdAt: fields.createdAt ?? null,
    firstSeenAt: row.first_seen_at,
    broadcast:
      fields.live === true
        ? { title: fields.liveTitle ?? null, category: fields.liveCategory ?? null, startedAt: fields.liveStartedAt ?? null }
        : null,
  };
};

/** The curves of an account, as observed. */
export const accountCurves = (
  sql: Sql,
  question: {
    readonly platform: AccountPlatform;
    readonly id: string;
    readonly metrics: readonly AccountMetric[];
    readonly since: Instant;
  },
): Promise<Curve<AccountMetric>[]> => observedCurves(sql, 'channel', question);

const { columns, joins } = accountColumns('$3');

const find = `
select p.platform, p.id, ${columns}
from (
  select platform, id, 1 as rank from record where platform = $1 and kind = 'channel' and id = $2
  union all
  select platform, coalesce(record_id, external_id), 2 from target
  where workspace_id = $3 and platform = $1 and kind = 'channel' and external_id = $2 and external_id <> '*'
  order by rank limit 1
) p
${joins}`;
