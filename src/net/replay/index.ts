/** Recordings of exchanges, and answers from them without a network. */
export { canonicalUrl } from './canonical.ts';
export { formatLine, parseLine } from './line.ts';
export type { Recorded } from './line.ts';
export { createRecorder, recordingFile } from './recorder.ts';
export type { Recorder } from './recorder.ts';
export { createReplay } from './replay.ts';
export type { Replay } from './replay.ts';
