/** One request and its answer over HTTP, politely: lanes, robots, timeouts, sizes, redirects, retries, outcomes by name. */
export { createNet } from './create-net.ts';
export type { NetOptions } from './create-net.ts';
export type { NetEvent } from './events.ts';
export { userAgentOf } from './headers.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
export { proxyFromEnvironment } from './origins.ts';
export type { ProxySettings } from './origins.ts';
export { classify } from './outcomes.ts';
export type { Verdict } from './outcomes.ts';
export type { RobotsAnswer, RobotsFetch, RobotsGate, RobotsVerdict } from './robots-gate.ts';
export { withoutPeople } from './without-people.ts';
export type { Answered, PrivacyRules } from './without-people.ts';
export type { ReadingRoom } from './reading-room.ts';
