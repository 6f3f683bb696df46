import type { Endpoint, Source, SourceSetting } from './contract.ts';
import { sources } from './registry.ts';

/** Which of a source's settings the operator has brought: names, never values. */
export interface BroughtSettings {
  readonly set: readonly string[];
  /** Brought, but of a form that cannot be used. */
  readonly unusable: readonly string[];
}

const nothing: BroughtSettings = { set: [], unusable: [] };

/**
 * What can be collected, what it needs and how sure we are of it: the answer of `sources --json`, of the API and of the dashboard. Who knows the
 * environment passes what was brought; without it nothing is taken to be.
 */
export const sourcesReport = (broughtTo: (source: Source) => BroughtSettings = () => nothing) => ({
  sources: sources.map((source) => sourceReport(source, broughtTo(source))),
});

export type SourcesReport = ReturnType<typeof sourcesReport>;

/** The report of one source. */
export const sourceReport = (source: Source, brought: BroughtSettings = nothing) => ({
  platform: source.platform,
  title: source.title,
  zone: source.zone,
  parserVersion: source.parserVersion,
  hosts: source.hosts,
  lanes: source.lanes,
  settings: (source.settings ?? []).map(({ name, title, kind, default: fallback }) => ({ name, title, kind, default: fallback ?? null })),
  brought: brought.set,
  unusable: brought.unusable,
  options: source.options ?? [],
  streams: source.streams.map((stream) => ({
    name: stream.name,
    title: stream.title,
    kind: stream.kind,
    target: stream.target.kind,
    byDefault: stream.byDefault !== false,
    ...(typeof stream.byDefault === 'string' ? { switchedBy: stream.byDefault } : {}),
    withoutKey: stream.endpoints.some((endpoint) => lacking(source, endpoint, nothing).length === 0),
    endpoints: stream.endpoints.map((endpoint) => ({
      name: endpoint.name,
      parse: `${source.platform}/${stream.name}:${endpoint.name}`,
      evidence: endpoint.evidence,
      method: endpoint.method,
      lane: endpoint.lane,
      cost: endpoint.cost,
      payload: endpoint.payload,
      hashesPrivatePeople: endpoint.privateFields.length > 0,
      needs: endpoint.needs ?? [],
      missing: lacking(source, endpoint, brought),
      official: endpoint.official === true,
      withToken: endpoint.grant !== undefined,
    })),
  })),
});

/** The settings that keep an endpoint from being asked: needed, without a default, and not brought. */
const lacking = ({ settings = [] }: Source, { needs = [] }: Endpoint, { set }: BroughtSettings): string[] => {
  const hasDefault = (name: string): boolean =>
    settings.some((setting: SourceSetting) => setting.name === name && setting.default !== undefined);
  return needs.filter((name) => !set.includes(name) && !hasDefault(name));
};
