import { TidemarkError } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { parseChannelSettings } from './channel-settings.ts';
import { alertKinds, channelKinds, severities } from './contract.ts';
import type { AlertKind, Channel, ChannelKind, ChannelSettings, Severity } from './contract.ts';

/** A channel as a person describes it. */
export interface NewChannel {
  readonly workspaceId: string;
  readonly name: string;
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly kinds?: readonly string[] | undefined;
  readonly pipelines?: readonly string[] | undefined;
  /** `warning` when left out; `info` when `kinds` says what is wanted. */
  readonly leastSeverity?: string | undefined;
  readonly groupMs?: number | undefined;
}

const dayMs = 24 * 60 * 60 * 1000;

/** From which severity on a channel is told when nobody said: somebody who names kinds wants to hear of them, also of successes. */
export const usualSeverity = (kinds: readonly string[] | null | undefined): Severity => (kinds ? 'info' : 'warning');

const isName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name);

/** Refuses a channel in words that repeat no secret, also when it was given for a name. */
export const refuse = (name: string, reason: string): never => {
  throw new TidemarkError('TDM_CHANNEL_INVALID', { channel: isName(name) ? name : '(without a usable name)', reason });
};

/** The values of `name, settings, kinds, pipelines, least_severity, group_ms`, checked. Throws TDM_CHANNEL_INVALID. */
export const channelValues = (channel: Omit<NewChannel, 'workspaceId'>): unknown[] => {
  const { name, kind, kinds, pipelines, groupMs = 0 } = channel;
  const leastSeverity = channel.leastSeverity ?? usualSeverity(kinds);
  if (!isName(name)) refuse(name, 'name it with letters, digits, points, dashes and underscores, at most 64');
  if (!isOneOf(channelKinds, kind)) return refuse(name, `its kind is one of: ${channelKinds.join(', ')}`);
  if (kinds?.some((each) => !isOneOf(alertKinds, each))) refuse(name, `the kinds of events are: ${alertKinds.join(', ')}`);
  if (kinds?.length === 0 || pipelines?.length === 0) refuse(name, 'name at least one kind and one pipeline, or none for all');
  if (!isOneOf(severities, leastSeverity)) refuse(name, `the severities are: ${severities.join(', ')}`);
  if (!(groupMs >= 0 && groupMs <= dayMs)) refuse(name, 'events are grouped over a day at most');
  const parsed = parseChannelSettings(kind, channel.settings);
  if ('reason' in parsed) return refuse(name, parsed.reason);
  return [name, JSON.stringify(parsed.settings), kinds ?? null, pipelines ?? null, leastSeverity, Math.round(groupMs)];
};

/** Adds a channel; it is told of what happens from now on. Throws TDM_CHANNEL_INVALID. */
export const addChannel = async (sql: Sql, channel: NewChannel): Promise<Channel> => {
  const { workspaceId, name, kind } = channel;
  const [row] = await sql.query<ChannelRow>({ text: insert, values: [workspaceId, kind, ...channelValues(channel)] });
  return row ? channelOf(row) : refuse(name, 'there is a channel of this name already; change or remove it, or choose another name');
};

const isOneOf = <T extends string>(known: readonly T[], word: string): word is T => (known as readonly string[]).includes(word);

/** The channels in force, by name. */
export const listChannels = async (sql: Sql, workspaceId: string): Promise<Channel[]> => {
  const text = `select ${channelColumns} from alert_channel c where c.workspace_id = $1 and c.removed_at is null order by c.name`;
  return (await sql.query<ChannelRow>({ text, values: [workspaceId] })).map(channelOf);
};

/** Throws TDM_CHANNEL_UNKNOWN. */
export const findChannel = async (sql: Sql, workspaceId: string, name: string): Promise<Channel> => {
  const found = (await listChannels(sql, workspaceId)).find((each) => each.name === name);
  if (!found) throw new TidemarkError('TDM_CHANNEL_UNKNOWN', { channel: name });
  return found;
};

/** Takes a channel out of force; what still waits for it is given up, and stays to be seen. Throws TDM_CHANNEL_UNKNOWN. */
export const removeChannel = async (store: Store, workspaceId: string, name: string): Promise<{ readonly givenUp: number }> =>
  store.transaction(async (sql) => {
    const text = 'update alert_channel set removed_at = now() where workspace_id = $1 and name = $2 and removed_at is null returning id';
    const [row] = await sql.query<{ id: string }>({ text, values: [workspaceId, name] });
    if (!row) throw new TidemarkError('TDM_CHANNEL_UNKNOWN', { channel: name });
    const left = await sql.query({ text: giveUp, values: [row.id] });
    return { givenUp: left.length };
  });

/** Columns of `alert_channel c` that make a {@link Channel}. */
export const channelColumns = `
  c.id::text, c.name, c.kind, c.settings, c.kinds, c.pipelines, c.least_severity, c.group_ms::float8 as group_ms, c.held_until`;

export interface ChannelRow {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
  readonly kinds: readonly AlertKind[] | null;
  readonly pipelines: readonly string[] | null;
  readonly least_severity: Severity;
  readonly group_ms: number;
  readonly held_until: Date | null;
}

export const channelOf = (row: ChannelRow): Channel => ({
  ...{ id: row.id, name: row.name, kind: row.kind, settings: row.settings, kinds: row.kinds, pipelines: row.pipelines },
  ...{ leastSeverity: row.least_severity, groupMs: row.group_ms, heldUntil: row.held_until?.getTime() ?? null },
});

const insert = `
insert into alert_channel as c (workspace_id, kind, name, settings, kinds, pipelines, least_severity, group_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (workspace_id, name) where removed_at is null do nothing
returning ${channelColumns}`;

const giveUp = `
update alert_delivery set state = 'given-up', last_error = 'the channel was removed', noted_at = now()
where channel_id = $1 and state = 'waiting'
returning id`;
