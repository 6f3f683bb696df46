import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions } from '../../src/sim/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import type { Ask } from '../support/source-reading.ts';

/** A small world of Naver Webtoon. */
export const openWorld = (options: SimulatorOptions = {}): Promise<Simulator> =>
  createSimulator({ titles: 40, episodes: 3000, seed: 7, ...options });

/** Asks the simulator the plain way: no lane, no retry, and only the status judged. */
export const askWorld =
  (world: Simulator): Ask =>
  async (endpoint, params) => {
    const { url, headers } = endpoint.request(params, {});
    const { host, pathname, search } = new URL(url);
    const response = await fetch(`${world.url}/${host}${pathname}${search}`, { headers: headers ?? {} });
    const { status } = response;
    const outcome =
      status === 200
        ? 'ok'
        : status === 404
          ? 'gone'
          : status === 401
            ? 'login-required'
            : status === 429
              ? 'rate-limited'
              : status >= 500
                ? 'server-error'
                : 'refused';
    return exchangeWith({ url, status, body: await response.text(), outcome });
  };
