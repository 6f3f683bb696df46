import type { Statement } from '../../../store/index.ts';
import type { Evidence } from '../contract.ts';

/** The row of a lane, locked, with the challenge it waits for: two that are met at once are one. */
export const lockForChallenge = (lane: string): Statement => ({
  name: 'challenge_lock',
  text: 'select challenge_id::text as id from lane where name = $1 for no key update',
  values: [lane],
});

/** Writes a challenge down and lets its lane wait for it. */
export const insertChallenge = (
  found: Omit<Evidence, 'screenshot'> & { readonly platform: string; readonly workerId: string; readonly host: string },
): Statement => ({
  name: 'challenge_insert',
  text: `
with met as (
  insert into challenge (platform, lane, url, reason, worker_id, host, devtools, page_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8) returning id, reason, met_at
)
update lane set challenge_id = met.id, cause = 'challenge ' || met.id || ': ' || met.reason, cause_at = met.met_at
from met where name = $2
returning met.id::text as id`,
  values: [found.platform, found.lane, found.url, found.reason, found.workerId, found.host, found.devtools, found.pageId],
});

/** Where the picture lies, once it does. */
export const nameScreenshot = (id: string, path: string): Statement => ({
  name: 'challenge_screenshot',
  text: 'update challenge set screenshot = $2 where id = $1',
  values: [id, path],
});
