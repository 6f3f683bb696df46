import type { SimEndpoint, SimPlatform } from './platform.ts';

/** Where a request goes. */
export interface Route {
  readonly endpoint: SimEndpoint;
  readonly host: string;
  readonly path: string;
  readonly groups: readonly string[];
}

/** Finds the endpoint of a `HOST/PATH`, or the known host without one, or null for a host nobody plays. */
export interface Router {
  find(hostAndPath: string): Route | { readonly host: string; readonly path: string; readonly endpoint: null } | null;
  readonly hosts: readonly string[];
}

const noGroups: readonly string[] = [];

/** Exact paths resolve in one map look-up; patterns are tried only when that fails. */
export const createRouter = (platforms: readonly SimPlatform[]): Router => {
  const exact = new Map<string, Route>();
  const patterns = new Map<string, { pattern: RegExp; endpoint: SimEndpoint }[]>();
  const hosts = new Set(platforms.flatMap((platform) => platform.hosts));
  for (const endpoint of platforms.flatMap((platform) => platform.endpoints)) {
    for (const host of endpoint.hosts) {
      if (typeof endpoint.path === 'string') exact.set(host + endpoint.path, { endpoint, host, path: endpoint.path, groups: noGroups });
      else patterns.set(host, [...(patterns.get(host) ?? []), { pattern: endpoint.path, endpoint }]);
    }
  }
  return {
    hosts: [...hosts],
    find(hostAndPath) {
      const direct = exact.get(hostAndPath);
      if (direct) return direct;
      const slash = hostAndPath.indexOf('/');
      const host = slash < 0 ? hostAndPath : hostAndPath.slice(0, slash);
      if (!hosts.has(host)) return null;
      const path = slash < 0 ? '/' : hostAndPath.slice(slash);
      for (const { pattern, endpoint } of patterns.get(host) ?? []) {
        const match = pattern.exec(path);
        if (match) return { endpoint, host, path, groups: match.slice(1) };
      }
      return { endpoint: null, host, path };
    },
  };
};
