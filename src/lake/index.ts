/** Raw answers at rest: the frames of commits. */
export { createFrameReader, type FrameReader } from './frame-reader.ts';
export { decodeFrame, decodeFrameLine, encodeFrame } from './frame.ts';
export type { Frame, FrameLine, StoredFrame } from './frame.ts';
