/** Raw answers at rest: the frames of commits. */
export { decodeFrame, decodeFrameLine, encodeFrame } from './frame.ts';
export type { Frame, FrameLine, StoredFrame } from './frame.ts';
