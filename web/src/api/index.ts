export * from './problem.ts';
export * from './queries.ts';
export * from './shapes.ts';
