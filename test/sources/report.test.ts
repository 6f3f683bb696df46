import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { broughtSettings } from '../../src/cli/source-settings.ts';
import { defineSource, sourceReport, sources, sourcesReport } from '../../src/sources/index.ts';
import type { Endpoint, Source } from '../../src/sources/index.ts';

const endpoint = (name: string, more: Partial<Endpoint> = {}): Endpoint => ({
  ...{ name, evidence: 'recorded', method: 'api', lane: 'harbour', cost: 1, payload: 'json', privateFields: [] },
  request: () => ({ url: 'https://harbour.example/' }),
  parse: () => ({ outcome: 'ok', records: [], quarantined: [], next: null }),
  ...more,
});

const stream = (name: string, endpoints: readonly Endpoint[]): Source['streams'][number] => ({
  ...{ name, title: name, kind: 'channel', target: { kind: 'channel' }, batchSize: 1, endpoints, cursor: z.json() },
  async *read() {},
});

/** A platform with a way for everybody, one for those with a key, and one whose address has a default. */
const harbour = defineSource({
  ...{ platform: 'chzzk', title: 'Harbour', zone: 'UTC', hosts: ['harbour.example'], parserVersion: '1' },
  lanes: [{ name: 'harbour', intervalMs: 100, concurrency: 1 }],
  settings: [
    { name: 'HARBOUR_KEY', title: 'key', kind: 'secret', simulated: 'x' },
    { name: 'HARBOUR_URL', title: 'address', kind: 'url', default: 'https://harbour.example', simulated: 'https://harbour.example' },
  ],
  options: [{ name: 'maxShips', title: 'ships read', type: 'number', default: 5, min: 1, max: 9 }],
  streams: [
    stream('both', [endpoint('keyed', { needs: ['HARBOUR_KEY', 'HARBOUR_URL'], official: true }), endpoint('open')]),
    stream('keyed', [
      endpoint('token', {
        needs: ['HARBOUR_KEY'],
        grant: { lane: 'harbour', request: () => ({ url: 'https://harbour.example/token', form: {} }), read: () => null },
      }),
    ]),
    stream('defaulted', [endpoint('own-address', { needs: ['HARBOUR_URL'] })]),
  ],
});

const reported = (env: Record<string, string> = {}) => sourceReport(harbour, broughtSettings(harbour, env));
const missing = (report: ReturnType<typeof reported>) =>
  Object.fromEntries(report.streams.flatMap(({ name, endpoints }) => endpoints.map((each) => [`${name}:${each.name}`, each.missing])));

describe('the report of sources', () => {
  it('tells of each endpoint what it needs, whether it is official, and whether a token is got for it', () => {
    const [both, keyed] = reported().streams;
    expect(both!.endpoints[0]).toMatchObject({ needs: ['HARBOUR_KEY', 'HARBOUR_URL'], official: true, withToken: false });
    expect(both!.endpoints[1]).toMatchObject({ needs: [], official: false, withToken: false, parse: 'chzzk/both:open' });
    expect(keyed!.endpoints[0]).toMatchObject({ needs: ['HARBOUR_KEY'], official: false, withToken: true });
  });

  it('calls a stream open without a key when one of its ways needs nothing, or only what has a default', () => {
    expect(reported().streams.map(({ name, withoutKey }) => [name, withoutKey])).toEqual([
      ['both', true],
      ['keyed', false],
      ['defaulted', true],
    ]);
    // What works without a key does not depend on what this operator has.
    expect(reported({ HARBOUR_KEY: 'k' }).streams[1]!.withoutKey).toBe(false);
  });

  it('lists settings and options as they are declared', () => {
    const { settings, options } = reported();
    expect(settings).toEqual([
      { name: 'HARBOUR_KEY', title: 'key', kind: 'secret', default: null },
      { name: 'HARBOUR_URL', title: 'address', kind: 'url', default: 'https://harbour.example' },
    ]);
    expect(options).toEqual(harbour.options);
  });

  it('says which endpoints still lack a setting; blank is not brought, and what cannot be used neither', () => {
    const lacking = { 'both:keyed': ['HARBOUR_KEY'], 'both:open': [], 'keyed:token': ['HARBOUR_KEY'], 'defaulted:own-address': [] };
    expect(missing(reported())).toEqual(lacking);
    expect(missing(reported({ HARBOUR_KEY: '   ' }))).toEqual(lacking);
    const odd = reported({ HARBOUR_KEY: 'two words', HARBOUR_URL: 'http://elsewhere.example/?key=1' });
    expect([odd.brought, odd.unusable, missing(odd)]).toEqual([[], ['HARBOUR_KEY', 'HARBOUR_URL'], lacking]);
    expect(missing(reported({ HARBOUR_KEY: 'k' }))).toEqual({
      'both:keyed': [],
      'both:open': [],
      'keyed:token': [],
      'defaulted:own-address': [],
    });
  });

  it('names what the operator has brought and never says what it holds', () => {
    const env = Object.fromEntries(
      sources.flatMap(({ settings = [] }) =>
        settings.map(({ name, kind }) => [name, kind === 'url' ? 'https://precious.example/way' : `precious-${name.toLowerCase()}`]),
      ),
    );
    const report = sourcesReport((source) => broughtSettings(source, env));
    for (const { brought, settings, streams } of report.sources) {
      expect(brought).toEqual(settings.map(({ name }) => name));
      expect(streams.flatMap(({ endpoints }) => endpoints.flatMap((each) => each.missing))).toEqual([]);
    }
    expect(JSON.stringify(report)).not.toContain('precious');
  });

  it('of every source names only settings that are declared', () => {
    for (const { platform, settings, streams } of sourcesReport().sources) {
      const declared = settings.map(({ name }) => name);
      const needed = new Set(streams.flatMap(({ endpoints }) => endpoints.flatMap(({ needs }) => needs)));
      expect([platform, [...needed].toSorted()]).toEqual([platform, declared.filter((name) => needed.has(name)).toSorted()]);
      expect([platform, declared.filter((name) => !needed.has(name))]).toEqual([platform, []]);
    }
  });
});

describe('the titles of options', () => {
  it.each(sources.flatMap(({ platform, options = [] }) => options.map(({ name, title }) => [platform, name, title])))(
    'of %s: %s is a sentence without its full stop',
    (_, __, title) => expect(title).toMatch(/^[A-Z].*[^.]$/),
  );
});
