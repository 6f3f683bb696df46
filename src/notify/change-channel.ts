import type { Instant } from '../domain/index.ts';
import type { Store } from '../store/index.ts';
import { channelColumns, channelOf, channelValues, findChannel, refuse } from './channels.ts';
import type { ChannelRow } from './channels.ts';
import type { Channel, ChannelSettings } from './contract.ts';
import { hurry } from './resend.ts';

const uniqueViolation = '23505';

/** What is changed of a channel; what is left out stays. */
export interface ChannelChanges {
  readonly name?: string | undefined;
  /** Each by itself. A `url` takes the place of a `urlFrom`, and the other way round. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Null: everything. */
  readonly kinds?: readonly string[] | null | undefined;
  readonly pipelines?: readonly string[] | null | undefined;
  /** When `kinds` are changed and this is not, it is what a new channel of such kinds has. */
  readonly leastSeverity?: string | undefined;
  readonly groupMs?: number | undefined;
}

/**
 * Changes a channel in its place: what it was told stays with it, and so does what waits for it. Where it is reached in another way, a pause of the old
 * receiver holds no longer, and what waited for its next attempt is due at once. Its kind stays: another kind has other settings.
 *
 * Throws TDM_CHANNEL_UNKNOWN and TDM_CHANNEL_INVALID.
 */
export const changeChannel = (
  store: Store,
  options: { readonly workspaceId: string; readonly name: string; readonly changes: ChannelChanges; readonly now: Instant },
): Promise<Channel> =>
  store.transaction(async (sql) => {
    const { workspaceId, name, changes, now } = options;
    const found = await findChannel(sql, workspaceId, name);
    // Changes by two people follow one another, each on what the one before has left.
    await sql.query({ text: 'select from alert_channel where id = $1 for no key update', values: [found.id] });
    const channel = await findChannel(sql, workspaceId, name);
    const { kinds = channel.kinds, pipelines = channel.pipelines, groupMs = channel.groupMs } = changes;
    const leastSeverity = changes.leastSeverity ?? (changes.kinds === undefined ? channel.leastSeverity : undefined);
    const settings = changes.settings ? merged(channel.settings, changes.settings) : channel.settings;
    const values = channelValues({
      ...{ name: changes.name ?? name, kind: channel.kind, settings: { ...settings }, leastSeverity, groupMs },
      ...{ kinds: kinds ?? undefined, pipelines: pipelines ?? undefined },
    });
    const elsewhere = changes.settings !== undefined;
    const [row] = await sql.query<ChannelRow>({ text: update, values: [channel.id, ...values, elsewhere] }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === uniqueViolation) refuse(changes.name ?? name, 'there is another channel of this name');
      throw error;
    });
    if (elsewhere) await hurry(sql, channel.id, now);
    return channelOf(row!);
  });

const merged = (before: ChannelSettings, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { url, urlFrom, ...rest } = before;
  return { ...rest, ...('url' in changes || 'urlFrom' in changes ? {} : { url, urlFrom }), ...changes };
};

const update = `
update alert_channel c
set name = $2, settings = $3, kinds = $4, pipelines = $5, least_severity = $6, group_ms = $7, held_until = case when $8 then null else held_until end
where id = $1
returning ${channelColumns}`;
