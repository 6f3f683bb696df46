import type { EndpointHealth, HostRules, Source, SourceEndpoint, SourceStream } from '../api/index.ts';

/** What is known of a platform besides its declaration: how its endpoints fared, and who allows its hosts. */
export interface Known {
  /** Of this platform alone. */
  readonly health: readonly EndpointHealth[];
  readonly rules: readonly HostRules[];
}

/**
 * Whether something can be read with what is set on this server: by everybody, with the operator's key, not before a key is set, or not at all
 * because it is forbidden.
 */
export type Access = 'free' | 'keyed' | 'missing' | 'disallowed';

export const healthOf = ({ health }: Known, stream: string, endpoint: string): EndpointHealth | undefined =>
  health.find((item) => item.stream === stream && item.endpoint === endpoint);

/** The newest trouble of an endpoint is that it is forbidden. `permitted`: the operator has written down since why its host may be read. */
export const verdictOf = (health: EndpointHealth | undefined, rules: readonly HostRules[]): 'disallowed' | 'permitted' | null => {
  if (!health || health.state === 'well' || health.trouble?.outcome !== 'disallowed') return null;
  const { note } = health.trouble;
  return rules.some(({ host, permission }) => permission && note?.includes(`robots.txt of ${host} `)) ? 'permitted' : 'disallowed';
};

const endpointAccess = (stream: SourceStream, { name, needs, missing }: SourceEndpoint, known: Known): Access => {
  if (missing.length > 0) return 'missing';
  if (verdictOf(healthOf(known, stream.name, name), known.rules) === 'disallowed') return 'disallowed';
  return needs.length > 0 ? 'keyed' : 'free';
};

/** The best of a stream's ways. */
export const streamAccess = (stream: SourceStream, known: Known): Access => {
  const ways = new Set(stream.endpoints.map((endpoint) => endpointAccess(stream, endpoint, known)));
  return (['free', 'keyed', 'disallowed'] as const).find((access) => ways.has(access)) ?? 'missing';
};

export const isOpen = (access: Access): boolean => access === 'free' || access === 'keyed';

/** Of a platform: all of its streams can be read, some, or none; `shut`: what could be read without a key is forbidden. */
export const standingOf = ({ streams }: Source, known: Known): 'open' | 'partly' | 'closed' | 'shut' => {
  const all = streams.map((stream) => streamAccess(stream, known));
  const open = all.filter(isOpen).length;
  if (open > 0) return open === all.length ? 'open' : 'partly';
  return all.includes('disallowed') ? 'shut' : 'closed';
};

export type SettingState = 'set' | 'missing' | 'unusable' | 'default';

export const settingState = ({ settings, brought, unusable }: Source, name: string): SettingState => {
  if (brought.includes(name)) return 'set';
  if (unusable.includes(name)) return 'unusable';
  return settings.some((setting) => setting.name === name && setting.default !== null) ? 'default' : 'missing';
};
