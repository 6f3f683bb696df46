import type { Statement } from '../../../store/index.ts';

export interface ChallengeRow {
  readonly id: string;
  readonly platform: string;
  readonly lane: string;
  readonly url: string;
  readonly reason: string;
  readonly state: 'waiting' | 'done' | 'skipped';
  readonly screenshot: string | null;
  readonly host: string;
  readonly devtools: string | null;
  readonly page_id: string | null;
  readonly alive: boolean;
  readonly met_at: Date;
  readonly answered_at: Date | null;
}

const columns = `
id::text as id, platform, lane, url, reason, state, screenshot, host, devtools, page_id, worker_alive(worker_id) as alive, met_at, answered_at`;

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
