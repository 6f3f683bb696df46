import { TidemarkError } from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import type { Challenge } from './contract.ts';
import { answerStatement } from './sql/answer.ts';
import { readChallenge, readChallenges } from './sql/read.ts';
import type { ChallengeRow } from './sql/read.ts';

/** More is never listed: what waits comes first. */
const mostListed = 100;

const challengeOf = ({ metAt, answeredAt, ...row }: ChallengeRow): Challenge => ({
  ...row,
  metAt: metAt.getTime(),
  answeredAt: answeredAt?.getTime() ?? null,
});

/** Challenges, those that wait first. */
export const listChallenges = async (store: Store): Promise<Challenge[]> =>
  (await store.query<ChallengeRow>(readChallenges(mostListed))).map(challengeOf);

/** Throws TDM_CHALLENGE_UNKNOWN. */
export const findChallenge = async (store: Store, id: string): Promise<Challenge> => {
  const [row] = /^\d{1,18}$/.test(id) ? await store.query<ChallengeRow>(readChallenge(id)) : [];
  if (!row) throw new TidemarkError('TDM_CHALLENGE_UNKNOWN', { challenge: id });
  return challengeOf(row);
};

/** Answers a challenge, which opens its lane for every process. Throws TDM_CHALLENGE_UNKNOWN, TDM_CHALLENGE_ANSWERED. */
export const answerChallenge = async (store: Store, id: string, state: 'done' | 'skipped'): Promise<Challenge> => {
  const { state: before } = await findChallenge(store, id);
  const [answered] = before === 'waiting' ? await store.query<{ id: string }>(answerStatement(id, state)) : [];
  const challenge = await findChallenge(store, id);
  if (!answered) throw new TidemarkError('TDM_CHALLENGE_ANSWERED', { challenge: id, state: challenge.state });
  return challenge;
};
