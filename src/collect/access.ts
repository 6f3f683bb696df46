import { retryDelayMs, TidemarkError } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import type { Net } from '../net/index.ts';
import type { Origin } from './sql/runs.ts';
import type { Endpoint, SettingValues, Source, Stream, TokenGrant } from '../sources/index.ts';

/** What the operator has brought to a source, and the tokens got with it. */
export interface Access {
  readonly values: SettingValues;
  can(endpoint: Endpoint): boolean;
  /** The token an endpoint is asked with; undefined when it needs none. Throws TDM_CREDENTIAL when it is refused, TDM_HOST_UNREACHABLE. */
  token(endpoint: Endpoint): Promise<string | undefined>;
  /** Forgets a token that was refused. True when the request may be sent once more with another one. */
  renew(endpoint: Endpoint, refused: string | undefined): boolean;
}

/** A token is renewed so long before it ends, so that no request meets its end on the way; one that lives shortly is used for half of its life. */
const renewBeforeMs = 60_000;

/** How often a token is asked for when no answer comes, or one that says nothing about the credentials. */
const maxTries = 4;

/** What RFC 6749 (section 5.2) and those who keep to it less closely answer to credentials they do not accept. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403]);

/** What stands among the values where a page can be opened: the way to a browser. Without it endpoints of the method `browser` are passed over. */
export const browserSetting = 'CHROME_PATH';

/**
 * The settings of a source with their defaults, or what stands in for them where the platform is simulated. A replay finds what was asked at the
 * address of the operator's own provider, and needs no key.
 */
export const settingValues = (source: Source, brought: SettingValues, origin: Origin): SettingValues => {
  const values: Record<string, string> = {};
  for (const { name, simulated: stand, default: fallback } of source.settings ?? []) {
    const own = brought[name] ?? fallback;
    const value = origin === 'simulator' ? stand : origin === 'replay' ? (own ?? stand) : own;
    if (value !== undefined) values[name] = value;
  }
  const browser = brought[browserSetting] ?? (origin === 'replay' ? 'none is needed' : undefined);
  return browser === undefined ? values : { ...values, [browserSetting]: browser };
};

/** Names of the settings that keep an endpoint from being asked. */
export const missingFor = (endpoint: Endpoint, values: SettingValues): string[] =>
  (endpoint.needs ?? []).concat(endpoint.method === 'browser' ? [browserSetting] : []).filter((name) => values[name] === undefined);

/** A stream, or one of its ways, that cannot be asked, and the settings that are missing. */
export interface Unaskable {
  readonly stream: string;
  /** Null: no way at all is open. */
  readonly endpoint: string | null;
  readonly settings: readonly string[];
}

/** What of a source cannot be asked with what the operator has brought: whole streams, and single endpoints of those that can. */
export const unaskable = (streams: readonly Stream[], values: SettingValues): Unaskable[] =>
  streams.flatMap(({ name: stream, endpoints }): readonly Unaskable[] => {
    const missing = endpoints.map((endpoint) => ({ stream, endpoint: endpoint.name, settings: missingFor(endpoint, values) }));
    const closed = missing.filter(({ settings }) => settings.length > 0);
    if (closed.length < missing.length || closed.length === 0) return closed;
    const easiest = closed.toSorted((one, other) => one.settings.length - other.settings.length)[0]!;
    return [{ stream, endpoint: null, settings: easiest.settings }];
  });

/** The streams that can be asked at all. Throws TDM_CREDENTIAL_MISSING when `all` are wanted and one cannot be, or when none can. */
export const askable = (source: Source, names: readonly string[], values: SettingValues, all: boolean): string[] => {
  const closed = unaskable(
    source.streams.filter(({ name }) => names.includes(name)),
    values,
  ).filter(({ endpoint }) => endpoint === null);
  const open = names.filter((name) => !closed.some(({ stream }) => stream === name));
  if (closed.length > 0 && (all || open.length === 0)) {
    const { stream, settings } = closed[0]!;
    throw new TidemarkError('TDM_CREDENTIAL_MISSING', { platform: source.platform, stream, settings: settings.join(' and ') });
  }
  return open;
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

  const get = async (grant: TokenGrant): Promise<string> => {
    const { url, form } = grant.request(values);
    for (let attempt = 1; ; attempt++) {
      const { status, body } = await net.post({ url, form, lane: grant.lane }, abort);
      const granted = status === 200 ? grant.read(body) : null;
      if (granted !== null) {
        const lastsMs = Math.max(granted.expiresInMs - renewBeforeMs, granted.expiresInMs / 2);
        tokens.set(grant, { token: granted.token, until: clock.now() + lastsMs });
        return granted.token;
      }
      if (refusals.has(status))
        throw new TidemarkError('TDM_CREDENTIAL', { platform: source.platform, setting: settingsOf(source, grant) });
      if (attempt >= maxTries) {
        const reason = status === 0 ? body : status === 200 ? 'it answered 200 without a token' : `it answered ${status}`;
        throw new TidemarkError('TDM_HOST_UNREACHABLE', { host: new URL(url).host, reason });
      }
      // After a 429 the lane itself waits, as long as it was told to.
      if (status !== 429) await clock.sleep(retryDelayMs(attempt, Math.random()), abort);
    }
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
      if (grant === undefined || refused === undefined) return false;
      // Of several requests under way with the same token only the first finds it still held; the others go again with the one it got.
      if (tokens.get(grant)?.token === refused) tokens.delete(grant);
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
