import { rebuild } from '../../src/collect/index.ts';
import type { RawChoice, RebuildOptions, RebuildReport } from '../../src/collect/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import type { Parsed } from '../../src/domain/index.ts';
import { createFrameReader } from '../../src/lake/index.ts';
import type { Source } from '../../src/sources/index.ts';
import type { Store } from '../../src/store/index.ts';

export const everything: RawChoice = { streams: null, days: null };

/** Rebuilds what is chosen of one platform, whose raw answers all wait in the database. */
export const rebuildFrom = (
  store: Store,
  source: Source,
  choice: RawChoice = everything,
  more: Partial<RebuildOptions> = {},
): Promise<RebuildReport> => rebuild({ store, source, choice, frames: createFrameReader(store), clock: systemClock, ...more });

/** The same source with parsers that have changed since. */
export const withParsers = (source: Source, parserVersion: string, change: (parsed: Parsed, endpoint: string) => Parsed): Source => ({
  ...source,
  parserVersion,
  streams: source.streams.map((stream) => ({
    ...stream,
    endpoints: stream.endpoints.map((endpoint) => ({
      ...endpoint,
      parse: (exchange) => change(endpoint.parse(exchange), endpoint.name),
    })),
  })),
});
