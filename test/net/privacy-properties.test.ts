import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHasher, redact } from '../../src/net/index.ts';

const hasher = createHasher(Buffer.alloc(32, 7));
const privateFields = ['result.rows[].by', 'result.rows[].seen{}.name', 'owner?'];

/** A mark no other text can contain, so that "nowhere" can be searched for. */
const secret = fc.integer({ min: 0, max: 1e9 }).map((n) => `~secret-${n}~`);
const secretValue = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    secret,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('any'), { maxKeys: 3 }),
  ),
})).any;
const numeral = fc.oneof(
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('1.50', '-0', '1E+2', '0.1e-7'),
);
const blank = fc.stringMatching(/^[ \t\r\n]{0,3}$/);

/** JSON text of anything, with white space, numerals as platforms write them, and escapes. */
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numeral,
    fc.constantFrom('true', 'false', 'null', '""', '[]', '{}', '"\\u0041\\n\\/"'),
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc.tuple(blank, fc.array(tie('value'), { maxLength: 4 })).map(([space, items]) => `[${space}${items.join(`,${space}`)}${space}]`),
    fc
      .tuple(blank, fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 }))
      .map(
        ([space, entries]) =>
          `{${space}${entries.map(([key, value]) => `${JSON.stringify(key)}${space}:${space}${value}`).join(',')}${space}}`,
      ),
  ),
})).value;

const row = fc.record({
  by: secretValue,
  seen: fc.dictionary(secret, fc.record({ name: secretValue }), { maxKeys: 3 }),
  text: fc.string(),
  extra: fc.jsonValue(),
});

test('no declared text survives, and hashing again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 5 }),
      fc.option(secretValue, { nil: undefined }),
      fc.constantFrom('', 'cb('),
      (rows, owner, before) => {
        const body = `${before}${JSON.stringify({ result: { rows }, ...(owner !== undefined && { owner }) })}${before && ');'}`;
        const once = redact({ body, payload: 'jsonp', privateFields, hasher });
        expect(once.body).not.toContain('secret');
        expect(once.state).toBe('hashed');
        expect(redact({ body: once.body, payload: 'jsonp', privateFields, hasher })).toEqual(once);
      },
    ),
    { numRuns: 500 },
  );
});

test('nothing survives of secrets wherever they have moved, once the declared fields are gone', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ renamed: secret, n: fc.integer() }), { minLength: 1, maxLength: 4 }), fc.string(), (rows, key) => {
      const once = redact({ body: JSON.stringify({ [`x${key}`]: rows }), payload: 'json', privateFields, hasher });
      expect(once.state).toBe('skeleton');
      expect(once.body).not.toContain('secret');
      expect(redact({ body: once.body, payload: 'json', privateFields, hasher }).body).toBe(once.body);
    }),
  );
});

test('everything that is not declared keeps its bytes', () => {
  fc.assert(
    fc.property(jsonText, jsonText, blank, (before, after, space) => {
      const body = (by: string) =>
        `${space}{"before":${before},"result":{"rows":[{"x":${before},"by"${space}:${by},"y":${after}}]},"after":${after}}${space}`;
      const { body: out } = redact({ body: body('"kim"'), payload: 'json', privateFields: ['result.rows[].by'], hasher });
      expect(out).toBe(body(JSON.stringify(hasher('kim'))));
    }),
    { numRuns: 1000 },
  );
});

test('any text at all is hashed, kept or withheld, but never thrown at', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), jsonText, fc.json());
  const fits = fc.property(anyText, (body) => {
    const { state, body: out } = redact({ body, payload: 'json', privateFields, hasher });
    if (state === 'withheld') return out === '';
    return state === 'untouched' ? out === body : JSON.parse(out) !== undefined;
  });
  expect(fc.check(fits, { numRuns: 2000 })).toMatchObject({ failed: false });
});

test('what is damaged is withheld, or hashed as if it had come that way', () => {
  const damage = fc.record({
    at: fc.nat(),
    cut: fc.nat(4),
    put: fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', 'x', ' '),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 2 }), fc.array(damage, { minLength: 1, maxLength: 3 }), (rows, damages) => {
      let body = JSON.stringify({ result: { rows }, owner: '~secret-1~' });
      for (const { at, cut, put } of damages) {
        const place = at % body.length;
        body = body.slice(0, place) + put + body.slice(place + cut);
      }
      const once = redact({ body, payload: 'json', privateFields, hasher });
      if (once.state === 'withheld') expect(once.body).toBe('');
      else expect(redact({ body: once.body, payload: 'json', privateFields, hasher }).body).toBe(once.body);
    }),
    { numRuns: 3000 },
  );
});

test('what was decoded on the way is what the body says', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), (rows) => {
      const { body, decoded } = redact({ body: JSON.stringify({ result: { rows } }), payload: 'json', privateFields, hasher });
      expect(decoded).toEqual(JSON.parse(body));
    }),
  );
});
