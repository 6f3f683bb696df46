import { addTargets } from '../catalog/index.ts';
import { TidemarkError } from '../domain/index.ts';
import { optionValues, streamOf } from '../sources/index.ts';
import type { OptionValues, Source } from '../sources/index.ts';
import type { Sql } from '../store/index.ts';
import type { Selection } from './selection.ts';

export interface SelectionRequest {
  readonly workspace: string;
  /** Empty: every stream that is collected by default. */
  readonly streams: readonly string[];
  readonly targets: readonly string[];
  readonly watchlist: string | null;
}

/**
 * Turns what was asked for into a selection, refusing names nobody knows before anything is begun or changed. An account may be given as people write
 * it, by name or address.
 * Throws TDM_STREAM_UNKNOWN, TDM_TARGET_UNKNOWN, TDM_WATCHLIST_UNKNOWN.
 */
export const resolveSelection = async (
  sql: Sql,
  source: Source,
  request: SelectionRequest,
  options: OptionValues = optionValues(source, {}),
): Promise<Selection> => {
  for (const name of request.streams) streamOf(source, name);
  const streams = source.streams.filter(({ name, byDefault }) =>
    request.streams.length > 0 ? request.streams.includes(name) : isByDefault(byDefault, options),
  );
  const accounts = request.targets.map((text) => source.accountOf?.(text) ?? null);
  const watched = request.watchlist === null ? [] : await watchedTargets(sql, source, request);
  const everything = watched.includes('*');
  const others = request.targets.filter((_, n) => accounts[n] === null);
  await refuseUnknown(sql, source, others);
  // Only now, when nothing is refused any more: a refused command has changed nothing.
  const watchedFromNow = accounts.filter((id) => id !== null);
  await watchAccounts(sql, source, request, watchedFromNow);
  const given = request.targets.map((text, n) => accounts[n] ?? text);
  const targets = [...new Set([...given, ...watched.filter((id) => id !== '*')])];
  return {
    streams: streams.map(({ name }) => name),
    targets: everything || (request.targets.length === 0 && request.watchlist === null) ? null : targets,
    watchlist: request.watchlist,
  };
};

/** An account that nobody has watched yet is watched from now on, as nothing else could be known of it. */
const watchAccounts = async (
  sql: Sql,
  { platform }: Source,
  { workspace }: SelectionRequest,
  accounts: readonly string[],
): Promise<void> => {
  if (accounts.length === 0) return;
  await addTargets(sql, { workspaceId: workspace, targets: accounts.map((externalId) => ({ platform, kind: 'channel', externalId })) });
};

const isByDefault = (byDefault: boolean | string | undefined, options: OptionValues): boolean =>
  typeof byDefault === 'string' ? options[byDefault] === true : byDefault !== false;

const watchedTargets = async (sql: Sql, source: Source, { workspace, watchlist }: SelectionRequest): Promise<string[]> => {
  const [list] = await sql.query<{ id: string }>({
    text: 'select id from watchlist where workspace_id = $1 and name = $2',
    values: [workspace, watchlist],
  });
  if (!list) throw new TidemarkError('TDM_WATCHLIST_UNKNOWN', { watchlist });
  const rows = await sql.query<{ external_id: string }>({
    text: `
      select external_id from target join watchlist_target on watchlist_target.target_id = target.id
      where watchlist_id = $1 and platform = $2 and state <> 'paused' order by target.id`,
    values: [list.id, source.platform],
  });
  return rows.map((row) => row.external_id);
};

const refuseUnknown = async (sql: Sql, source: Source, targets: readonly string[]): Promise<void> => {
  const listings = new Set(source.streams.flatMap(({ target }) => (target.kind === 'listing' ? target.ids : [])));
  const rows = await sql.query<{ id: string }>({
    text: `
      select id from unnest($2::text[]) as asked (id)
      where exists (select from record where record.platform = $1 and record.id = asked.id)
        or exists (select from record_name where record_name.platform = $1 and record_name.name = asked.id)
        or exists (select from target where target.platform = $1 and target.external_id = asked.id)`,
    values: [source.platform, targets],
  });
  const known = new Set(rows.map(({ id }) => id));
  const unknown = targets.find((target) => !listings.has(target) && !known.has(target));
  if (unknown !== undefined) throw new TidemarkError('TDM_TARGET_UNKNOWN', { platform: source.platform, target: unknown });
};
