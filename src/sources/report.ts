import { sources } from './registry.ts';

/** What can be collected and how sure we are of it: the answer of `sources --json` and of the dashboard. */
export const sourcesReport = () => ({
  sources: sources.map((source) => ({
    platform: source.platform,
    title: source.title,
    zone: source.zone,
    parserVersion: source.parserVersion,
    hosts: source.hosts,
    lanes: source.lanes,
    streams: source.streams.map((stream) => ({
      name: stream.name,
      title: stream.title,
      kind: stream.kind,
      target: stream.target.kind,
      byDefault: stream.byDefault !== false,
      ...(typeof stream.byDefault === 'string' ? { switchedBy: stream.byDefault } : {}),
      endpoints: stream.endpoints.map(({ name, evidence, method, lane, cost, payload, privateFields }) => ({
        name,
        parse: `${source.platform}/${stream.name}:${name}`,
        evidence,
        method,
        lane,
        cost,
        payload,
        hashesPrivatePeople: privateFields.length > 0,
      })),
    })),
  })),
});

export type SourcesReport = ReturnType<typeof sourcesReport>;
