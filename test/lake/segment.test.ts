import { execFileSync } from 'node:child_process';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { encodeSegment, placeFrames, readSegmentIndex, segmentKey } from '../../src/lake/segment.ts';

const head = { platform: 'naver-webtoon', stream: 'titles', day: '2026-03-01' };
const texts = ['{"id":"1"}\n{"id":"2"}\n', '{"id":"3","body":"달의 노래"}\n'];
const bodies = texts.map((text) => zstdCompressSync(text));
const frames = placeFrames(
  head,
  bodies.map((body, n) => ({ id: String(n + 1), run: '1', bytes: body.length, rawBytes: 10, exchanges: 1, sha256: `${n}`.repeat(64) })),
);
const segment = encodeSegment(head, frames, bodies);
const hasZstd = (() => {
  try {
    return execFileSync('zstd', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

describe('a segment', () => {
  test('says from its own bytes what it holds and where', () => {
    const index = readSegmentIndex('s', segment);
    expect(index).toMatchObject({ ...head, version: 1 });
    expect(index.frames).toEqual(frames);
    for (const [n, { offset, bytes }] of index.frames.entries()) expect(segment.subarray(offset, offset + bytes)).toEqual(bodies[n]);
  });

  test.skipIf(!hasZstd)('is read as NDJSON by any zstd', () => {
    expect(execFileSync('zstd', ['-dc'], { input: segment, encoding: 'utf8' })).toBe(texts.join(''));
  });

  test('has the same name and the same bytes whenever it is made of the same frames, and another name otherwise', () => {
    expect(encodeSegment(head, frames, bodies)).toEqual(segment);
    expect(segmentKey(head, frames)).toBe(segmentKey(head, frames));
    expect(segmentKey(head, frames)).toMatch(/^raw\/platform=naver-webtoon\/stream=titles\/day=2026-03-01\/1-2-[0-9a-f]{16}\.ndjson\.zst$/);
    const others = frames.map((frame) => ({ ...frame, sha256: 'f'.repeat(64) }));
    expect(segmentKey(head, others)).not.toBe(segmentKey(head, frames));
  });

  const expectRefused = (bytes: Buffer, why: RegExp | string): void => {
    const reason = typeof why === 'string' ? expect.objectContaining({ code: why }) : why;
    expect(() => readSegmentIndex('s', bytes)).toThrow(reason);
  };

  test('of zero bytes, of another kind, or of a newer version is refused by name', () => {
    expectRefused(Buffer.alloc(0), /the segment s is damaged: it is empty/);
    expectRefused(Buffer.from('PAR1'), /does not begin as a segment/);
    expectRefused(bodies[0]!, /does not begin as a segment/);
    const newer = Buffer.from(segment.toString('latin1').replace('"version":1', '"version":2'), 'latin1');
    expectRefused(newer, 'TDM_SEGMENT_VERSION');
  });

  test('torn anywhere is refused', () => {
    for (let length = 0; length < segment.length; length++) expectRefused(segment.subarray(0, length), 'TDM_SEGMENT_DAMAGED');
  });

  test('with any bytes overwritten is read or refused by name, and never thrown at', () => {
    fc.assert(
      fc.property(fc.nat(segment.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), (at, noise) => {
        const bytes = Buffer.from(segment);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        try {
          readSegmentIndex('s', bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(TidemarkError);
        }
      }),
    );
  });
});
