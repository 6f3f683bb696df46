/** Politeness that holds over all processes of one database. */
export type { LaneWait, LanesOptions } from './context.ts';
export { createLanes, type ProcessLanes } from './lanes.ts';
