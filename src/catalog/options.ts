import { TidemarkError } from '../domain/index.ts';
import type { Platform } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/** An option as its source declares it; what the catalog has to know of it. */
export type OptionDeclaration = { readonly name: string } & (
  | { readonly type: 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'boolean' }
);

/** What the operator has changed of a platform's options, by name. */
export const changedOptions = async (
  sql: Sql,
  workspaceId: string,
  platform: Platform,
): Promise<Readonly<Record<string, number | boolean>>> => {
  const rows = await sql.query<{ name: string; value: number | boolean }>({
    text: 'select name, value from source_option where workspace_id = $1 and platform = $2 order by name',
    values: [workspaceId, platform],
  });
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
};

/**
 * Changes an option for the runs that begin from now on; null: back to its default. `text` as a person writes it.
 * Throws TDM_OPTION_UNKNOWN or TDM_OPTION_INVALID.
 */
export const setOption = async (
  sql: Sql,
  change: {
    readonly workspaceId: string;
    readonly platform: Platform;
    readonly name: string;
    readonly text: string | null;
    readonly options: readonly OptionDeclaration[];
  },
): Promise<void> => {
  const { workspaceId, platform, name, text, options } = change;
  const option = options.find((each) => each.name === name);
  if (!option)
    throw new TidemarkError('TDM_OPTION_UNKNOWN', { platform, option: name, known: options.map((each) => each.name).join(', ') || 'none' });
  if (text === null) {
    await sql.query({
      text: 'delete from source_option where workspace_id = $1 and platform = $2 and name = $3',
      values: [workspaceId, platform, name],
    });
    return;
  }
  await sql.query({
    text: `
      insert into source_option (workspace_id, platform, name, value) values ($1, $2, $3, $4)
      on conflict (workspace_id, platform, name) do update set value = excluded.value, changed_at = now()`,
    values: [workspaceId, platform, name, JSON.stringify(valueOf(option, text))],
  });
};

const valueOf = (option: OptionDeclaration, text: string): number | boolean => {
  const written = text.trim();
  const refuse = (reason: string): never => {
    throw new TidemarkError('TDM_OPTION_INVALID', { option: option.name, reason });
  };
  if (option.type === 'boolean') return written === 'true' ? true : written === 'false' ? false : refuse('use true or false');
  const value = /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : Number.NaN;
  return value >= option.min && value <= option.max ? value : refuse(`use a number from ${option.min} to ${option.max}`);
};
