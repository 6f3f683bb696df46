/** Platforms that ask for a person, and the operator's answers. */
export { answerChallenge, findChallenge, listChallenges } from './answers.ts';
export type { Challenge, ChallengeDesk } from './contract.ts';
export { createChallengeDesk, type DeskOptions } from './desk.ts';
export { callWebhook } from './webhook.ts';
