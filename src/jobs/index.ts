/** Runs, steps, schedules, pools and workers. Knows no handler: what a step does is handed in. */
export * from './definition.ts';
export * from './handler.ts';
