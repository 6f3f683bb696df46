import { addTargets } from '../catalog/index.ts';
import { TidemarkError } from '../domain/index.ts';
import { optionValues, streamOf } from '../sources/index.ts';
import type { OptionValues, Source } from '../sources/index.ts';
import type { Sql } from '../store/index.ts';
import { requireRevisits } from './revisit/visits.ts';
import type { Visits } from './revisit/visits.ts';
import type { Selection } from './selection.ts';

export interface SelectionRequest {
  readonly workspace: string;
  /** Empty: every stream that is collected by default. */
  readonly streams: readonly string[];
  readonly targets: readonly string[];
  readonly watchlist: string | null;
  /** Null or absent: all targets are visited. */
  readonly visits?: Visits | null;
}

/**
 * Turns what was asked for into a selection, refusing names nobody knows before anything is begun or changed. An account may be given as people write
 * it, by name or address.
 * Throws TDM_STREAM_UNKNOWN, TDM_TARGET_UNKNOWN, TDM_WATCHLIST_UNKNOWN, TDM_VISITS_UNSUPPORTED.
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
  if (request.visits)
    requireRevisits(
      source,
      streams.map(({ name }) => name),
    );
  const accounts = request.targets.map((text) => source.accountOf?.(text) ?? null);
  const { watchlist, visits } = request;
  const members = watchlist === null ? null : await membersOf(sql, source, { ...request, watchlist });
  const others = request.targets.filter((_, n) => accounts[n] === null);
  await refuseUnknown(sql, source, others);
  // Only now, when nothing is refused any more: a refused command has changed nothing.
  const watchedFromNow = accounts.filter((id) => id !== null);
  await watchAccounts(sql, source, request, watchedFromNow);
  const given = request.targets.map((text, n) => accounts[n] ?? text);
  const isOfAll = members === everybody || (given.length === 0 && watchlist === null);
  return {
    streams: streams.map(({ name }) => name),
    targets: isOfAll || given.length === 0 ? null : [...new Set(given)],
    watchlist,
    ...(isOfAll || members === null ? {} : { members }),
    ...(visits === undefined || visits === null ? {} : { visits }),
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

const everybody = '*';

/** A digest of who of the platform is on a watchlist; `*` when everything is. */
const membersOf = async (
  sql: Sql,
  { platform }: Source,
  { workspace, watchlist }: Pick<SelectionRequest, 'workspace'> & { readonly watchlist: string },
): Promise<string> => {
  const [list] = await sql.query<{ members: string; everything: boolean }>({
    text: `
      select coalesce(md5(string_agg(kind || ' ' || external_id, ',' order by kind, external_id)), 'nobody') as members,
        coalesce(bool_or(external_id = '*'), false) as everything
      from watchlist left join (
        select watchlist_id, kind, external_id from watchlist_target join target on target.id = target_id
        where platform = $3 and state <> 'paused'
      ) as member on watchlist_id = watchlist.id
      where workspace_id = $1 and name = $2
      group by watchlist.id`,
    values: [workspace, watchlist, platform],
  });
  if (!list) throw new TidemarkError('TDM_WATCHLIST_UNKNOWN', { watchlist });
  return list.everything ? everybody : list.members;
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
