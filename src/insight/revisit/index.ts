/** How often each target is visited, given a budget: pure functions, from what visits brought to whom to visit next. */
export { dueTargets } from './due.ts';
export type { DueQuestion } from './due.ts';
export { halfLifeDays, noMemory, remember } from './memory.ts';
export type { RevisitMemory, Visit } from './memory.ts';
export { planRevisits } from './plan.ts';
export { shareOut } from './share-out.ts';
export type { RevisitLimits, RevisitShares } from './share-out.ts';
