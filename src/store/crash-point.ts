/**
 * The instants at which a killed process could do harm: the two sides of every commit and of every hand-over. Tests let a process die
 * at each of them; see `crashPoint`.
 */
export const crashPoints = [
  // A run and its plan are written down.
  'run.opened',
  'plan.before-commit',
  'plan.after-commit',
  // A task is taken, and given back.
  'task.claimed',
  'task.before-release',
  'task.after-release',
  // A lane gives this process a window, and permits.
  'lane.before-window',
  'lane.after-window',
  'lane.before-permits',
  'lane.after-permits',
  // A group of pages is committed.
  'pages.before-frame',
  'pages.after-frame',
  'pages.before-commit',
  'pages.after-commit',
  // A run ends.
  'run.before-end',
  'run.after-end',
  // Frames are planned into a segment, and a segment is taken by the process that writes it.
  'seal.before-plan',
  'seal.after-plan',
  'seal.before-lease',
  'seal.after-lease',
  // Its object is written to the lake.
  'upload.before',
  'upload.middle',
  'upload.after',
  // It is sealed: its frames leave the database.
  'seal.before-commit',
  'seal.after-commit',
  // Rows are made anew from their raw answers: a stream of a run, all streams, a part of the records.
  'rebuild.before-stream',
  'rebuild.after-stream',
  'rebuild.after-reading',
  'rebuild.before-records',
  'rebuild.after-records',
  'rebuild.before-end',
  // A list of targets is imported.
  'import.before-commit',
  'import.after-commit',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

/** `TIDEMARK_CRASH_AT=pages.after-commit:3` dies the third time; without a number, the first. */
const [armed, nth = '1'] = (process.env['TIDEMARK_CRASH_AT'] ?? '').split(':');
let left = Number(nth);

/**
 * Ends this process as `kill -9` would, when the environment names this point. Nobody but the tests sets that: without it this is a
 * comparison of two texts.
 */
export const crashPoint = (name: CrashPoint): void => {
  if (name === armed && --left === 0) process.kill(process.pid, 'SIGKILL');
};
