import type { Statement } from '../../../store/index.ts';

/** Answers a challenge that waits, and opens its lane. No row: there is none that waits. */
export const answerStatement = (id: string, state: 'done' | 'skipped'): Statement => ({
  name: 'challenge_answer',
  text: `
with answered as (
  update challenge set state = $2, answered_at = now() where id = $1::bigint and state = 'waiting' returning id
), opened as (
  update lane set challenge_id = null from answered where challenge_id = answered.id
)
select id::text as id from answered`,
  values: [id, state],
});

/** Takes note that what was skipped is left now: true once for each answer. */
export const heedSkip = (lane: string, url: string): Statement => ({
  name: 'challenge_heed',
  text: `
update challenge set heeded_at = now() where id = (
  select id from challenge where lane = $1 and url = $2 and state = 'skipped' and heeded_at is null order by id limit 1 for update skip locked
) returning id::text as id`,
  values: [lane, url],
});
