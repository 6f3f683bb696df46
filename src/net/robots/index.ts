/** robots.txt by RFC 9309: what may be asked of a host, cached for all processes. */
export { createRobots, productToken, type Robots, type RobotsDecision, type RobotsOptions } from './robots.ts';
