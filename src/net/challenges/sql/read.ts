import type { Statement } from '../../../store/index.ts';
import type { Challenge } from '../contract.ts';

export interface ChallengeRow extends Omit<Challenge, 'metAt' | 'answeredAt'> {
  readonly metAt: Date;
  readonly answeredAt: Date | null;
}

const columns = `
id::text as id, platform, lane, url, reason, state, screenshot, host, devtools, page_id as "pageId",
worker_alive(worker_id) as alive, met_at as "metAt", answered_at as "answeredAt"`;

/** Those that wait first, then the answered ones, the newest first. */
export const readChallenges = (limit: number): Statement => ({
  name: 'challenge_list',
  text: `select ${columns} from challenge order by state <> 'waiting', id desc limit $1`,
  values: [limit],
});

export const readChallenge = (id: string): Statement => ({
  name: 'challenge_read',
  text: `select ${columns} from challenge where id = $1::bigint`,
  values: [id],
});
