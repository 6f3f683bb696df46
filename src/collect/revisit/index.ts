/** How often each target is visited, given a number of visits: from what visits brought to whom to visit next. */
export { dueTargets } from './due.ts';
export type { DueQuestion, DueReason } from './due.ts';
export { halfLifeDays, noMemory, remember } from './memory.ts';
export type { RevisitMemory, Visit } from './memory.ts';
export { createRevisitPlan, planRevisits } from './plan.ts';
export { shareOut } from './share-out.ts';
export type { RevisitLimits, RevisitShares } from './share-out.ts';
