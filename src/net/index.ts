export * from './challenges/index.ts';
export * from './contract.ts';
export * from './privacy/index.ts';
export * from './replay/index.ts';
export * from './transport/index.ts';
export { createLanes, type LanesOptions, type LaneWait, type ProcessLanes } from './lanes/index.ts';
export { createRobots, type Robots, type RobotsDecision, type RobotsOptions } from './robots/index.ts';
export { fetchOwnService, type OwnService, type ServiceAnswer } from './own-service.ts';
