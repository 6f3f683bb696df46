/** Raw answers at rest: the frames of commits, and the segments they are sealed into. */
export { exportLines, type ExportQuestion } from './export.ts';
export { createFrameReader, type FrameReader } from './frame-reader.ts';
export { decodeFrame, decodeFrameLine, encodeFrame, exchangeOfLine, writeLine } from './frame.ts';
export type { Frame, FrameLine, StoredFrame } from './frame.ts';
export { openStorage, type OpenStorageOptions } from './open-storage.ts';
export { sealFrames } from './seal.ts';
export type { SealedSegment, SealOptions, SealReport } from './seal.ts';
export type { ObjectStorage } from './storage.ts';
export { verifyRaw } from './verify.ts';
export type { RawProblem, VerifyReport } from './verify.ts';
