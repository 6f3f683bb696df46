/** Connectors to platforms: what can be asked of each, and how its answers are read. */
export * from './contract.ts';
export { positionCursor, readTargets } from './paging.ts';
export { endpointOf, sourceOf, sources, streamOf } from './registry.ts';
