import { TidemarkError } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import type { Net } from '../net/index.ts';
import type { Endpoint, SettingValues, Source, Stream, TokenGrant } from '../sources/index.ts';

/** What the operator has brought to a source, and the tokens got with it. */
export interface Access {
  readonly values: SettingValues;
  can(endpoint: Endpoint): boolean;
  /** The token an endpoint is asked with; undefined when it needs none. Throws TDM_CREDENTIAL when it is refused, TDM_HOST_UNREACHABLE. */
  token(endpoint: Endpoint): Promise<string | undefined>;
  /** Forgets a token that was refused. True when another one can be got: once for each token. */
  renew(endpoint: Endpoint, refused: string | undefined): boolean;
}

/** A token is renewed so long before it ends, so that no request meets its end on the way. */
const renewBeforeMs = 60_000;

/** The settings of a source with their defaults, or what stands in for them where the platform is simulated. */
export const settingValues = (source: Source, brought: SettingValues, simulated: boolean): SettingValues => {
  const values: Record<string, string> = {};
  for (const { name, simulated: stand, default: fallback } of source.settings ?? []) {
    const value = simulated ? stand : (brought[name] ?? fallback);
    if (value !== undefined) values[name] = value;
  }
  return values;
};

/** Names of the settings that keep an endpoint from being asked. */
export const missingFor = (endpoint: Endpoint, values: SettingValues): string[] =>
  (endpoint.needs ?? []).filter((name) => values[name] === undefined);

/** Refuses streams none of whose endpoints can be asked. Throws TDM_CREDENTIAL_MISSING. */
export const requireAccess = (source: Source, streams: readonly Stream[], values: SettingValues): void => {
  for (const { name, endpoints } of streams) {
    const missing = endpoints.map((endpoint) => missingFor(endpoint, values));
    if (missing.some((names) => names.length === 0)) continue;
    const settings = missing.toSorted((one, other) => one.length - other.length)[0]!;
    throw new TidemarkError('TDM_CREDENTIAL_MISSING', { platform: source.platform, stream: name, settings: settings.join(' and ') });
  }
};

/** Keeps the tokens of one worker in memory; they go nowhere else. */
export const createAccess = (options: {
  readonly source: Source;
  readonly values: SettingValues;
  readonly net: Net;
  readonly clock: Clock;
  /** Dropped requests: the run is being aborted. */
  readonly abort: AbortSignal;
}): Access => {
  const { source, values, net, clock, abort } = options;
  const tokens = new Map<TokenGrant, { readonly token: string; readonly until: number }>();
  const underWay = new Map<TokenGrant, Promise<string>>();
  const renewed = new Set<string>();

  const get = async (grant: TokenGrant): Promise<string> => {
    const { url, form } = grant.request(values);
    const { status, body } = await net.post({ url, form, lane: grant.lane }, abort);
    if (status === 0) throw new TidemarkError('TDM_HOST_UNREACHABLE', { host: new URL(url).host, reason: body });
    if (status === 429 || status >= 500)
      throw new TidemarkError('TDM_HOST_UNREACHABLE', { host: new URL(url).host, reason: `it answered ${status}` });
    const granted = status === 200 ? grant.read(body) : null;
    if (granted === null) throw new TidemarkError('TDM_CREDENTIAL', { platform: source.platform, setting: settingsOf(source, grant) });
    tokens.set(grant, { token: granted.token, until: clock.now() + granted.expiresInMs - renewBeforeMs });
    return granted.token;
  };

  return {
    values,
    can: (endpoint) => missingFor(endpoint, values).length === 0,
    token: async ({ grant }) => {
      if (grant === undefined) return undefined;
      const held = tokens.get(grant);
      if (held && clock.now() < held.until) return held.token;
      // Everyone who asks at the same time shares one request.
      const asking = underWay.get(grant) ?? get(grant).finally(() => underWay.delete(grant));
      underWay.set(grant, asking);
      return asking;
    },
    renew: ({ grant }, refused) => {
      if (grant === undefined || refused === undefined || renewed.has(refused)) return false;
      const held = tokens.get(grant);
      if (held?.token === refused) {
        tokens.delete(grant);
        renewed.add(refused);
      }
      return true;
    },
  };
};

/** The settings behind a grant, for the sentence that asks the operator to look at them. */
const settingsOf = ({ settings = [], streams }: Source, grant: TokenGrant): string => {
  const needed = streams.flatMap(({ endpoints }) => endpoints).find((endpoint) => endpoint.grant === grant)?.needs ?? [];
  return settings
    .filter(({ name }) => needed.includes(name))
    .map(({ name }) => name)
    .join(' and ');
};
