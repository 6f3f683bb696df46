import type { Count, Day, Platform, StoredCount } from '../../domain/index.ts';
import { moveOf } from '../changes/move.ts';
import type { Move } from '../changes/move.ts';
import { countOf } from '../counts.ts';
import type { NewestTraces } from '../newest-traces.ts';
import type { ChangeDays } from './refresh.ts';
import { webAddress } from '../web-address.ts';

/** The platforms that have accounts. */
export const accountPlatforms = ['tiktok', 'twitch', 'youtube', 'soop', 'chzzk'] as const satisfies readonly Platform[];
export type AccountPlatform = (typeof accountPlatforms)[number];

/**
 * - `gone`, `private`: by the platform's word; kept in history and asked for rarely.
 * - `paused`: by the operator.
 * - `unmet`: watched, and not found yet.
 */
export const accountStates = ['active', 'gone', 'private', 'paused', 'unmet'] as const;
export type AccountState = (typeof accountStates)[number];

export const accountMetrics = ['followers', 'following', 'likes', 'views', 'posts', 'subscribers', 'viewers'] as const;
export type AccountMetric = (typeof accountMetrics)[number];

/** How the followers moved since a day before, with the runs and exchanges both numbers came from. */
export interface AccountChange extends Move {
  readonly day: Day;
  readonly beforeDay: Day;
  readonly count: Count | null;
  readonly before: Count | null;
  readonly runId: string;
  readonly beforeRunId: string;
  readonly exchangeId: string;
  readonly beforeExchangeId: string;
}

export interface AccountSummary {
  readonly platform: AccountPlatform;
  readonly id: string;
  /** As people write it, without the sign; null where the platform has none. */
  readonly login: string | null;
  readonly title: string;
  readonly url: string | null;
  readonly imageUrl: string | null;
  readonly verified: boolean | null;
  readonly state: AccountState;
  /** Names it was found by before, the newest first. */
  readonly formerNames: readonly string[];
  /** On the air when it was last looked at; null where the platform has no broadcasts, or nobody asked. */
  readonly live: boolean | null;
  /** Viewers only of who is on the air: what stands there otherwise is left over. */
  readonly counts: Readonly<Record<AccountMetric, Count | null>>;
  /** Null where there is no day to compare with. */
  readonly changes: Readonly<Record<'day' | 'week', AccountChange | null>>;
  readonly traces: NewestTraces;
  /** Null for one that was never met. */
  readonly lastSeenAt: Date | null;
}

/** What sources write into `fields` of a channel; a field no answer has given yet is absent. */
export interface AccountFields {
  readonly login?: string | null;
  readonly title?: string | null;
  readonly description?: string | null;
  readonly url?: string | null;
  readonly imageUrl?: string | null;
  readonly verified?: boolean | null;
  readonly state?: string | null;
  readonly live?: boolean | null;
  readonly liveTitle?: string | null;
  readonly liveCategory?: string | null;
  readonly liveStartedAt?: string | null;
  readonly country?: string | null;
  readonly language?: string | null;
  readonly category?: string | null;
  readonly createdAt?: string | null;
}

export interface ChangeRow {
  readonly days: ChangeDays;
  readonly day: Day;
  readonly before_day: Day;
  readonly count: StoredCount;
  readonly before_count: StoredCount;
  readonly run_id: string;
  readonly before_run_id: string;
  readonly exchange_id: string;
  readonly before_exchange_id: string;
}

export interface AccountRow {
  platform: AccountPlatform;
  id: string;
  /** Null for one that was never met. */
  fields: AccountFields | null;
  counts: Readonly<Record<string, StoredCount>> | null;
  first_seen_at: Date | null;
  last_seen_at: Date | null;
  gone_since: Date | null;
  watched: string | null;
  names: readonly string[];
  changes: readonly ChangeRow[] | null;
}

/**
 * What every statement about accounts selects, from a row `p` with platform and id. `workspace`: the parameter that holds the workspace, whose
 * targets tell what became of who is watched.
 */
export const accountColumns = (workspace: string): { readonly columns: string; readonly joins: string } => ({
  columns: `r.fields, r.counts, r.first_seen_at, r.last_seen_at, r.gone_since, w.state as watched,
  array(
    select n.name from record_name n
    where n.platform = p.platform and n.kind = 'channel' and n.id = p.id
    order by n.last_seen_at desc, n.since desc, n.name
  ) as names,
  (
    select jsonb_agg(to_jsonb(c) || jsonb_build_object('run_id', c.run_id::text, 'before_run_id', c.before_run_id::text,
      'exchange_id', c.exchange_id::text, 'before_exchange_id', c.before_exchange_id::text))
    from account_change c where c.platform = p.platform and c.account_id = p.id and c.days = any ('{1,7}'::smallint[])
  ) as changes`,
  joins: `
left join record r on r.platform = p.platform and r.kind = 'channel' and r.id = p.id
left join lateral (
  select state, id from target where workspace_id = ${workspace} and platform = p.platform and kind = 'channel' and record_id = p.id
  union all
  select state, id from target where workspace_id = ${workspace} and platform = p.platform and kind = 'channel' and external_id = p.id
  order by id limit 1
) w on true`,
});

const stateOf = (row: AccountRow): AccountState => {
  if (row.watched === 'gone' || row.watched === 'private' || row.watched === 'paused') return row.watched;
  if (row.gone_since !== null) return 'gone';
  if (row.fields === null) return 'unmet';
  return row.fields.state === 'private' ? 'private' : 'active';
};

const changeOf = (row: AccountRow, days: ChangeDays): AccountChange | null => {
  const found = row.changes?.find((change) => change.days === days);
  if (!found) return null;
  const [before, count] = [countOf(found.before_count), countOf(found.count)];
  return {
    ...moveOf(before, count, { isRank: false, isNew: false }),
    ...{ day: found.day, beforeDay: found.before_day, count, before, runId: found.run_id, beforeRunId: found.before_run_id },
    ...{ exchangeId: found.exchange_id, beforeExchangeId: found.before_exchange_id },
  };
};

/** `@` stands before names as targets write them. */
const bare = (name: string): string => name.replace(/^@/, '');

export const accountOf = (row: AccountRow, traces: NewestTraces): AccountSummary => {
  const fields = row.fields ?? {};
  const stored = row.counts ?? {};
  const live = fields.live ?? null;
  const [newest, ...older] = row.names.map(bare);
  const login = fields.login ?? newest ?? (row.fields === null && row.id.startsWith('@') ? bare(row.id) : null);
  const count = (metric: AccountMetric): Count | null => countOf(stored[metric]);
  return {
    platform: row.platform,
    id: row.id,
    login,
    title: fields.title || login || row.id,
    url: webAddress(fields.url),
    imageUrl: fields.imageUrl ?? null,
    verified: fields.verified ?? null,
    state: stateOf(row),
    formerNames: older.filter((name) => name !== login?.toLowerCase()),
    live,
    counts: {
      ...{ followers: count('followers'), following: count('following'), likes: count('likes'), views: count('views') },
      ...{ posts: count('posts'), subscribers: count('subscribers'), viewers: live === true ? count('viewers') : null },
    },
    changes: { day: changeOf(row, 1), week: changeOf(row, 7) },
    traces,
    lastSeenAt: row.last_seen_at,
  };
};
