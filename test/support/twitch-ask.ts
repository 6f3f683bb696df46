import type { Simulator } from '../../src/sim/index.ts';
import type { SettingValues } from '../../src/sources/index.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import { grant } from '../../src/sources/twitch/grant.ts';
import { exchangeWith } from './exchange.ts';
import type { Ask } from './source-reading.ts';

/** What stands in for an operator's credentials where Twitch is simulated. */
export const values: SettingValues = Object.fromEntries(twitch.settings!.map(({ name, simulated }) => [name, simulated]));

/** Gets a token from the simulated platform, as it is got from the real one. */
export const tokenOf = async (world: Simulator, credentials: SettingValues = values): Promise<string | null> => {
  const { url, form } = grant.request(credentials);
  const { host, pathname } = new URL(url);
  const response = await fetch(`${world.url}/${host}${pathname}`, { method: 'POST', body: new URLSearchParams(form) });
  return grant.read(await response.text())?.token ?? null;
};

/** Asks the simulated Helix with a token of its own; no lane, no retry. */
export const askTwitch = async (world: Simulator): Promise<Ask> => {
  const token = await tokenOf(world);
  return async (endpoint, params) => {
    const { url, headers } = endpoint.request(params, values, token!);
    const { host, pathname, search } = new URL(url);
    const response = await fetch(`${world.url}/${host}${pathname}${search}`, { headers: headers ?? {} });
    const { status } = response;
    const body = await response.text();
    const outcome =
      status === 200
        ? 'ok'
        : (endpoint.refusal?.(status, body) ?? (status === 429 ? 'rate-limited' : status >= 500 ? 'server-error' : 'refused'));
    return exchangeWith({ url, status, body, outcome, headers: Object.fromEntries(response.headers) });
  };
};
