import type { Statement } from '../../store/index.ts';
import { goneRestDays } from './plan-stream.ts';

/** Remembers since when the platform says that records asked for by id are not there. They stay in history. */
export const markGone = (platform: string, kind: string, ids: readonly string[]): Statement => ({
  text: `update record set gone_since = coalesce(gone_since, now()) where platform = $1 and kind = $2 and id = any($3::text[])`,
  values: [platform, kind, ids],
});

/**
 * The same for targets that somebody watches, by their id, or by their name as long as that is all that is known of them: a name that somebody else
 * had is not theirs any more. Who was never met and is not there still is left alone anew.
 */
export const markTargets = (platform: string, kind: string, ids: readonly string[], state: 'gone' | 'private'): Statement => ({
  text: `
    update target set state = $4, state_since = now()
    where platform = $1 and kind = $2 and (record_id = any($3::text[]) or (record_id is null and external_id = any($3::text[])))
      and (state = 'active' or (state in ('gone', 'private') and record_id is null and state_since < now() - interval '${goneRestDays} days'))`,
  values: [platform, kind, ids, state],
});
