import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomes, recordKinds } from '../../src/domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../src/domain/index.ts';
import type { Endpoint, Source } from '../../src/sources/index.ts';
import { exchangeWith } from './exchange.ts';
import { changedEverywhere, keysIn, mutated } from './mutation.ts';

/** A good payload of one endpoint, in the platform's wire shape. */
export interface Sample {
  /** `titles:weekday`. */
  readonly name: string;
  /** The address it answers, when the payload is read together with it. */
  readonly url?: string;
  /** The decoded payload; for HTML the text. */
  readonly payload: unknown;
  /** How the body is written; JSON when absent. */
  readonly write?: (payload: unknown) => string;
  /** What to ask the endpoint for. */
  readonly params: Readonly<Record<string, string | number | readonly string[]>>;
}

const keyOf = ({ kind, id, scope = '' }: ParsedRecord): string => `${kind} ${id} ${scope}`;

/** A record that could be stored as it is. */
const expectRecord = (record: ParsedRecord, source: Source): void => {
  expect(recordKinds).toContain(record.kind);
  expect(record.platform).toBe(source.platform);
  expect(record.id).toMatch(/\S/);
  for (const part of [record.id, record.parentId ?? 'x', record.scope ?? 'x']) expect(typeof part).toBe('string');
  for (const [metric, count] of Object.entries(record.counts)) {
    expect(metric).toMatch(/\S/);
    if (count === null) continue;
    expect(Number.isFinite(count.value) && count.value >= 0, `${metric} of ${record.id}: ${count.value}`).toBe(true);
  }
};

const expectMisfit = ({ path, reason, value }: Misfit): void => {
  expect(typeof path).toBe('string');
  expect(reason).toMatch(/\S/);
  expect(reason).not.toMatch(/^the parser failed/);
  expect(JSON.stringify(value).length).toBeLessThan(6_000);
};

/** Whatever came: named, made of storable parts, and plain JSON. */
const expectParsed = (parsed: Parsed, source: Source): void => {
  expect(outcomes).toContain(parsed.outcome);
  for (const record of parsed.records) expectRecord(record, source);
  for (const misfit of parsed.quarantined) expectMisfit(misfit);
  if (parsed.outcome === 'ok') expect(parsed.records.length).toBeGreaterThan(0);
  else if (parsed.records.length === 0 && parsed.outcome === 'changed-shape') expect(parsed.quarantined.length).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed);
};

/** Counts may fall silent when a payload loses something; they never change into another number. */
const expectNothingInvented = (whole: Parsed, damaged: Parsed, what: string): void => {
  const before = new Map(whole.records.map((record) => [keyOf(record), record.counts]));
  for (const record of damaged.records) {
    const known = before.get(keyOf(record));
    if (!known) continue;
    for (const [metric, count] of Object.entries(record.counts)) {
      if (count !== null) expect(count, `${metric} of ${record.id} when ${what}`).toEqual(known[metric]);
    }
  }
};

/**
 * What every source keeps, whatever its platform. `samples` has one good payload or more for each endpoint. Paging and resuming need a
 * world that answers; see `describeReading` in source-reading.ts.
 */
export const describeSourceContract = (source: Source, samples: readonly Sample[]): void => {
  const endpoints = source.streams.flatMap((stream) =>
    stream.endpoints.map((endpoint) => ({ name: `${stream.name}:${endpoint.name}`, endpoint })),
  );
  const endpointNamed = (name: string): Endpoint => endpoints.find((each) => each.name === name)!.endpoint;

  describe(`the contract of ${source.platform}`, () => {
    test.each(endpoints)('$name says how sure we are of it, and has a sample', ({ name, endpoint }) => {
      expect(['recorded', 'documented', 'code-only']).toContain(endpoint.evidence);
      expect(source.lanes.map((lane) => lane.name)).toContain(endpoint.lane);
      expect(endpoint.cost).toBeGreaterThan(0);
      expect(samples.map((sample) => sample.name)).toContain(name);
    });

    describe.each(samples)('$name', (sample) => {
      const endpoint = endpointNamed(sample.name);
      const write = sample.write ?? JSON.stringify;
      const parse = (payload: unknown): Parsed => endpoint.parse(exchangeWith({ url: sample.url ?? '', body: write(payload) }));
      const whole = parse(sample.payload);

      test('asks a host of the source over TLS, the same way each time', () => {
        const { url } = endpoint.request(sample.params, {});
        expect(new URL(url).protocol).toBe('https:');
        expect(source.hosts).toContain(new URL(url).host);
        expect(endpoint.request(sample.params, {})).toEqual(endpoint.request(sample.params, {}));
      });

      test('a good payload gives records and nothing for the quarantine', () => {
        expectParsed(whole, source);
        expect(whole.outcome).toBe('ok');
        expect(whole.quarantined).toEqual([]);
        expect(new Set(whole.records.map(keyOf)).size).toBe(whole.records.length);
        expect(parse(sample.payload)).toEqual(whole);
      });

      test('what the transport found stays as it is, and gives no records', () => {
        for (const outcome of outcomes) {
          if (outcome === 'ok' || outcome === 'empty') continue;
          const parsed = endpoint.parse(
            exchangeWith({ url: sample.url ?? '', body: write(sample.payload), status: 0, outcome, note: 'seen by the transport' }),
          );
          expect(parsed).toMatchObject({ outcome, records: [], next: null });
          expectParsed(parsed, source);
        }
      });

      test('a 404, a 401 and a 403 have names', () => {
        const outcomeOf = (status: number, body: string) =>
          endpoint.parse(exchangeWith({ url: sample.url ?? '', status, body, outcome: 'refused' })).outcome;
        expect(['gone', 'empty', 'refused']).toContain(outcomeOf(404, '{"message":"no"}'));
        expect(outcomeOf(401, '{"message":"no"}')).toBe('login-required');
        expect(outcomeOf(403, '<html>no</html>')).toBe('blocked');
      });

      test('bodies of another kind are named, never thrown over', () => {
        const deep = '['.repeat(20_000);
        for (const body of [
          '',
          ' \n',
          'null',
          '[]',
          '{}',
          '0',
          '"text"',
          'x',
          '<html></html>',
          deep,
          `${deep}${']'.repeat(20_000)}`,
          '\u0000',
          'callback(',
          '{"a":1}{"b":2}',
        ]) {
          const parsed = endpoint.parse(exchangeWith({ url: sample.url ?? '', body }));
          expectParsed(parsed, source);
          expect(['blocked', 'truncated', 'changed-shape'], JSON.stringify(body.slice(0, 20))).toContain(parsed.outcome);
          expect(parsed.records).toEqual([]);
        }
        expect(endpoint.parse(exchangeWith({ body: '' })).outcome).toBe('blocked');
      });

      test('a body that ends early is never taken for whole', () => {
        expect.hasAssertions();
        const body = write(sample.payload);
        const step = Math.max(1, Math.floor(body.length / 200));
        for (let length = 1; length < body.trimEnd().length - 2; length += step) {
          const parsed = endpoint.parse(exchangeWith({ url: sample.url ?? '', body: body.slice(0, length) }));
          expectParsed(parsed, source);
          expectNothingInvented(whole, parsed, `cut at ${length}`);
          if (endpoint.payload !== 'html') expect(['truncated', 'changed-shape', 'blocked']).toContain(parsed.outcome);
        }
      });

      // A page has no keys to take away; cutting it is damage enough.
      const isPage = typeof sample.payload === 'string';
      test.skipIf(isPage)('a key that goes missing, or has nothing or another type, makes counts fall silent and never up', () => {
        expect.hasAssertions();
        for (const key of keysIn(sample.payload)) {
          for (const change of ['removed', 'nulled', 'as text', 'in an object', 'in a list'] as const) {
            const parsed = parse(changedEverywhere(sample.payload, key, change));
            expectParsed(parsed, source);
            expectNothingInvented(whole, parsed, `${key} is ${change}`);
          }
        }
      });

      test.skipIf(isPage)('payloads with several things wrong give records, quarantine or a named outcome', () => {
        expect.hasAssertions();
        fc.assert(
          fc.property(mutated(sample.payload), (payload) => expectParsed(parse(payload), source)),
          { numRuns: 300 },
        );
      });
    });
  });
};
