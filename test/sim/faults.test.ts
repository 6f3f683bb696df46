import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ask, askJson, castId, comic, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';
import { faultNames, parseFaults } from '../../src/sim/index.ts';
import type { FaultRule, Simulator } from '../../src/sim/index.ts';

const listOf = (simulator: Simulator, page = 1): string =>
  `${comic}/api/article/list?titleId=${castId(simulator, 'steady')}&page=${page}&sort=DESC`;

/** Plays one fault on the episode list. */
const withFault = (rule: FaultRule, use: (simulator: Simulator, path: string) => Promise<void>): Promise<void> =>
  withSimulator({ faults: [{ endpoint: 'article/list', ...rule }] }, (simulator) => use(simulator, listOf(simulator)));

describe('faults by name', () => {
  test('429 comes with Retry-After in seconds, as a date, or not at all', async () => {
    await withFault({ fault: '429', retryAfter: 2 }, async (simulator, path) => {
      const reply = await ask(simulator, path);
      expect([reply.status, reply.headers['retry-after']]).toEqual([429, '2']);
    });
    await withFault({ fault: '429', retryAfter: 'date' }, async (simulator, path) => {
      const wait = Date.parse((await ask(simulator, path)).headers['retry-after']!) - Date.now();
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(2000);
    });
    await withFault({ fault: '429' }, async (simulator, path) => {
      expect((await ask(simulator, path)).headers['retry-after']).toBeUndefined();
    });
  });

  test('503 and 500 are answered as asked', async () => {
    await withFault({ fault: '503', retryAfter: 1 }, async (simulator, path) => {
      const reply = await ask(simulator, path);
      expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
    });
    await withFault({ fault: '500' }, async (simulator, path) => expect((await ask(simulator, path)).status).toBe(500));
  });

  test('slow answers come whole, later', () =>
    withFault({ fault: 'slow', ms: 80 }, async (simulator, path) => {
      const begin = performance.now();
      expect(JSON.parse((await ask(simulator, path)).text).titleId).toBeGreaterThan(0);
      expect(performance.now() - begin).toBeGreaterThanOrEqual(75);
    }));

  test('trickling answers come whole, in pieces', () =>
    withFault({ fault: 'trickle', ms: 60 }, async (simulator, path) => {
      expect(JSON.parse((await ask(simulator, path)).text).titleId).toBeGreaterThan(0);
    }));

  test('half-open connections never answer', () =>
    withFault({ fault: 'half-open' }, async (simulator, path) => {
      await expect(ask(simulator, path, { timeoutMs: 100 })).rejects.toThrow('nothing came in time');
      expect(simulator.log.entries({ endpoint: 'article/list' })[0]).toMatchObject({ fault: 'half-open', status: 0 });
    }));

  test('stalled answers begin and never end', () =>
    withFault({ fault: 'stall' }, async (simulator, path) => {
      await expect(ask(simulator, path, { timeoutMs: 100 })).rejects.toThrow('nothing came in time');
      while (simulator.log.counters().inFlight > 0) await new Promise(setImmediate);
      expect(simulator.log.entries({ endpoint: 'article/list' })[0]).toMatchObject({ status: 200 });
    }));

  test('reset connections break', () =>
    withFault({ fault: 'reset' }, async (simulator, path) => {
      await expect(ask(simulator, path)).rejects.toThrow(/ECONNRESET|socket hang up/);
    }));

  test('truncated answers promise more than they send', () =>
    withFault({ fault: 'truncated' }, async (simulator, path) => {
      await expect(ask(simulator, path)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    }));

  test('truncated JSON is whole HTTP', () =>
    withFault({ fault: 'truncated-json' }, async (simulator, path) => {
      const reply = await ask(simulator, path);
      expect(Number(reply.headers['content-length'])).toBe(reply.body.length);
      expect(() => JSON.parse(reply.text)).toThrow(SyntaxError);
      expect(reply.text).toMatch(/^\{"titleId":/);
    }));

  test('empty answers are 200 without a byte', () =>
    withFault({ fault: 'empty' }, async (simulator, path) => {
      const reply = await ask(simulator, path);
      expect([reply.status, reply.body.length]).toEqual([200, 0]);
    }));

  test('captcha, login wall and error page are HTML with 200', async () => {
    for (const [fault, sign] of [
      ['captcha', 'captcha'],
      ['login-wall', 'nidlogin'],
      ['not-json', '안내'],
    ] as const) {
      await withFault({ fault }, async (simulator, path) => {
        const reply = await ask(simulator, path);
        expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html;charset=UTF-8']);
        expect(reply.text).toContain(sign);
      });
    }
  });

  test('drifted answers are JSON of another shape: a list renamed by default, or what the rule says', async () => {
    await withFault({ fault: 'shape-drift' }, async (simulator, path) => {
      const payload = JSON.parse((await ask(simulator, path)).text);
      expect(payload.articleList).toBeUndefined();
      expect(payload.articleListV2).toHaveLength(20);
    });
    await withFault(
      { fault: 'shape-drift', rename: { subtitle: 'name' }, retype: ['no', 'up'], drop: ['bgm'] },
      async (simulator, path) => {
        const [row] = JSON.parse((await ask(simulator, path)).text).articleList;
        expect(row).toMatchObject({ name: expect.any(String), no: expect.any(String), up: 17 });
        expect(row).not.toHaveProperty('subtitle');
        expect(row).not.toHaveProperty('bgm');
      },
    );
  });

  test('drift reaches inside a callback', () =>
    withSimulator({ faults: [{ fault: 'shape-drift', endpoint: 'likes', retype: ['count'] }] }, async (simulator) => {
      const reply = await ask(simulator, `/route-like.naver.com/v1/search/contents?q=COMIC[${castId(simulator, 'steady')}_1]&callback=cb`);
      expect(reply.text).toMatch(/cb\(\{.*"count":"\d+".*\}\);$/s);
    }));

  test('huge answers are streamed in full', () =>
    withFault({ fault: 'huge', megabytes: 5 }, async (simulator, path) => {
      expect((await ask(simulator, path)).body.length).toBeGreaterThanOrEqual(5 * 1_048_576);
    }));

  test('redirects lead outside the hosts of the platform', () =>
    withFault({ fault: 'redirect-outside' }, async (simulator, path) => {
      const reply = await ask(simulator, path);
      expect([reply.status, reply.headers.location]).toEqual([302, 'https://outside.invalid/landing']);
    }));

  test('shifting lists repeat a row on the next page, or lose one', async () => {
    const rowsOf = async (simulator: Simulator): Promise<number[]> => {
      const pages: Payload[] = [await askJson(simulator, listOf(simulator, 1)), await askJson(simulator, listOf(simulator, 2))];
      return pages.flatMap((page) => page.articleList.map((row: Payload) => row.no));
    };
    await withFault({ fault: 'shifting' }, async (simulator) => {
      const rows = await rowsOf(simulator);
      expect(rows[20]).toBe(rows[19]);
    });
    await withFault({ fault: 'shifting', rows: -1 }, async (simulator) => {
      const rows = await rowsOf(simulator);
      expect(rows[20]).toBe(rows[19]! - 2);
    });
  });
});

describe('when faults are played', () => {
  const statuses = async (simulator: Simulator, count: number, path: string): Promise<number[]> => {
    const seen: number[] = [];
    for (let i = 0; i < count; i++) seen.push((await ask(simulator, path)).status);
    return seen;
  };

  test('each nth time, after some, so often, and for one address only', async () => {
    await withFault({ fault: '500', every: 3 }, async (simulator, path) =>
      expect(await statuses(simulator, 7, path)).toEqual([200, 200, 500, 200, 200, 500, 200]),
    );
    await withFault({ fault: '500', after: 2, times: 2 }, async (simulator, path) =>
      expect(await statuses(simulator, 6, path)).toEqual([200, 200, 500, 500, 200, 200]),
    );
    await withFault({ fault: '500', match: 'page=2' }, async (simulator) => {
      expect(await statuses(simulator, 2, listOf(simulator, 1))).toEqual([200, 200]);
      expect(await statuses(simulator, 2, listOf(simulator, 2))).toEqual([500, 500]);
    });
  });

  test('once for each address, when counted by address', () =>
    withFault({ fault: '500', times: 1, per: 'url' }, async (simulator) => {
      expect(await statuses(simulator, 3, listOf(simulator, 1))).toEqual([500, 200, 200]);
      expect(await statuses(simulator, 2, listOf(simulator, 2))).toEqual([500, 200]);
    }));

  test('another endpoint stays untouched', () =>
    withFault({ fault: '500' }, async (simulator) => {
      expect((await ask(simulator, `${comic}/api/article/list/info?titleId=${castId(simulator, 'steady')}`)).status).toBe(200);
    }));

  test('rules come and go over the control address, and tell how often they were played', () =>
    withSimulator({}, async (simulator) => {
      const rules = JSON.stringify([{ fault: '429', endpoint: 'article/list', retryAfter: 2, times: 1 }]);
      expect((await ask(simulator, '/__sim/faults', { method: 'POST', body: rules })).status).toBe(200);
      expect(await statuses(simulator, 2, listOf(simulator))).toEqual([429, 200]);
      expect((await askJson(simulator, '/__sim/state')).faults).toEqual([
        { fault: '429', endpoint: 'article/list', retryAfter: 2, times: 1, seen: 2, played: 1 },
      ]);
      await ask(simulator, '/__sim/faults', { method: 'DELETE' });
      expect((await askJson(simulator, '/__sim/state')).faults).toEqual([]);
    }));

  test('a rule that cannot be played is refused with the known names', () =>
    withSimulator({}, async (simulator) => {
      expect(() => parseFaults([{ fault: 'sloow' }])).toThrow(/half-open/);
      expect(() => parseFaults([{ fault: 'slow', ms: -1 }])).toThrow(/ms of the fault slow/);
      expect(() => simulator.faults.add([{ fault: '500', endpoint: 'article/lists' }])).toThrow(/article\/list,/);
      const reply = await ask(simulator, '/__sim/faults', { method: 'POST', body: '[{"fault":"999"}]' });
      expect([reply.status, JSON.parse(reply.text).error]).toEqual([400, expect.stringContaining('999')]);
      expect(faultNames.length).toBeGreaterThan(10);
    }));
});

describe('compression', () => {
  test('is used when it is on and the client takes it, and decodes to the same bytes', () =>
    withSimulator({ compress: true }, async (simulator) => {
      const plain = (await ask(simulator, listOf(simulator))).body;
      const decoders = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync };
      for (const [coding, decode] of Object.entries(decoders)) {
        const reply = await ask(simulator, listOf(simulator), { headers: { 'Accept-Encoding': coding } });
        expect(reply.headers['content-encoding']).toBe(coding);
        expect(decode(reply.body).equals(plain)).toBe(true);
      }
      expect(
        (await ask(simulator, listOf(simulator), { headers: { 'Accept-Encoding': 'gzip;q=0' } })).headers['content-encoding'],
      ).toBeUndefined();
    }));

  test('is off by default', () =>
    withSimulator({}, async (simulator) => {
      expect(
        (await ask(simulator, listOf(simulator), { headers: { 'Accept-Encoding': 'gzip, br, zstd' } })).headers['content-encoding'],
      ).toBeUndefined();
    }));
});
