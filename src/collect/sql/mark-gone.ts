import type { Statement } from '../../store/index.ts';

/** Remembers since when the platform says that records asked for by id are not there. They stay in history. */
export const markGone = (platform: string, kind: string, ids: readonly string[]): Statement => ({
  text: `update record set gone_since = coalesce(gone_since, now()) where platform = $1 and kind = $2 and id = any($3::text[])`,
  values: [platform, kind, ids],
});

/** The same for targets that somebody watches, by the id or name they were given by. */
export const markTargets = (platform: string, kind: string, ids: readonly string[], state: 'gone' | 'private'): Statement => ({
  text: `
    update target set state = $4, state_since = now()
    where platform = $1 and kind = $2 and (external_id = any($3::text[]) or record_id = any($3::text[])) and state = 'active'`,
  values: [platform, kind, ids, state],
});
