import type { Statement } from '../../store/index.ts';

/** Remembers since when the platform says that records asked for by id are not there. They stay in history. */
export const markGone = (platform: string, kind: string, ids: readonly string[]): Statement => ({
  text: `update record set gone_since = coalesce(gone_since, now()) where platform = $1 and kind = $2 and id = any($3::text[])`,
  values: [platform, kind, ids],
});

/** The same for targets that somebody watches. */
export const markTargetsGone = (platform: string, kind: string, ids: readonly string[]): Statement => ({
  text: `
    update target set state = 'gone', state_since = now()
    where platform = $1 and kind = $2 and external_id = any($3::text[]) and state = 'active'`,
  values: [platform, kind, ids],
});
