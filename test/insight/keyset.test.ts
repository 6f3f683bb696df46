import { assert, constantFrom, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/insight/keyset.ts';

const refused = expect.objectContaining({ code: 'TDM_REQUEST_INVALID' });
const questions = [
  ['views', 'asc'],
  ['views', 'desc'],
  ['title', 'asc'],
];

describe('a cursor', () => {
  it('comes back as it was given, for the question it was made for', () => {
    assert(
      property(constantFrom(...questions), integer(), string({ maxLength: 50 }), (question, key, id) => {
        const position = { key: String(key), tie: [id.replaceAll('\0', '')] };
        expect(decodeCursor(question, encodeCursor(question, position), 'number')).toEqual(position);
      }),
    );
  });

  it('is refused for another question', () => {
    const cursor = encodeCursor(questions[0], { key: '1', tie: ['a'] });
    expect(() => decodeCursor(questions[1], cursor, 'number')).toThrow(refused);
  });

  it('never gets past the door when somebody made it up', () => {
    assert(
      property(string(), (text) => {
        expect(() => decodeCursor(questions[0], text, 'number')).toThrow(refused);
        const forged = encodeCursor(questions[0], { key: `x${text}`, tie: [] });
        expect(() => decodeCursor(questions[0], forged, 'number')).toThrow(refused);
      }),
    );
    expect(() => decodeCursor(questions[2], encodeCursor(questions[2], { key: 'a\0b', tie: [] }), 'text')).toThrow(refused);
  });
});
