export * from './accounts.ts';
export * from './offers.ts';
export * from './pipelines.ts';
export * from './problem.ts';
export * from './queries.ts';
export * from './shapes.ts';
