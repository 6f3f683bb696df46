import { describe, expect, onTestFinished, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultRule } from '../../src/sim/index.ts';
import { testNet } from './transport-support.ts';

const url = 'https://comic.naver.com/api/webtoon/titlelist/weekday?order=user';
const request = { url, lane: 'naver-webtoon', cost: 1, hosts: ['comic.naver.com'], payload: 'json', privateFields: [] } as const;
const impatient = { headersMs: 150, bodyMs: 300, bodyBytes: 4 * 1024 * 1024 };

/** Every misbehaviour the simulated platform knows, and what the transport calls it. */
const faults: [FaultRule, string][] = [
  [{ fault: 'stall' }, 'truncated'],
  [{ fault: 'trickle', ms: 5000 }, 'truncated'],
  [{ fault: 'half-open' }, 'unreachable'],
  [{ fault: 'reset' }, 'unreachable'],
  [{ fault: 'truncated' }, 'truncated'],
  [{ fault: 'truncated-json' }, 'ok'], // a whole answer as far as HTTP goes: the parser finds out
  [{ fault: 'shape-drift' }, 'ok'],
  [{ fault: 'empty' }, 'blocked'],
  [{ fault: 'captcha' }, 'blocked'],
  [{ fault: 'login-wall' }, 'blocked'],
  [{ fault: 'not-json' }, 'changed-shape'],
  [{ fault: 'huge', megabytes: 8 }, 'too-large'],
  [{ fault: 'redirect-outside' }, 'refused'],
  [{ fault: '429' }, 'rate-limited'],
  [{ fault: '503', retryAfter: 30 }, 'rate-limited'],
  [{ fault: '503' }, 'server-error'],
  [{ fault: '500' }, 'server-error'],
  [{ fault: '404' }, 'gone'],
  [{ fault: '403' }, 'blocked'],
];

describe('the simulated platform', () => {
  test.each(faults)('under $fault', async (fault, outcome) => {
    await using simulator = await createSimulator({ titles: 30, episodes: 300, faults: [fault] });
    const { net, lanes } = testNet({ simulatorUrl: simulator.url, limits: impatient });
    const exchange = await net.send(request);
    expect(exchange).toMatchObject({ outcome, request: { url } });
    if (outcome !== 'ok') expect(exchange.note).toMatch(/\w/);
    expect(lanes.open).toBe(0);
  });

  test.each(faults.filter(([, outcome]) => ['truncated', 'unreachable', 'server-error', 'rate-limited'].includes(outcome)))(
    'that misbehaves once with $fault is asked again and answers',
    async (fault) => {
      await using simulator = await createSimulator({ titles: 30, episodes: 300, faults: [{ ...fault, times: 1 }] });
      // patient enough that a busy machine does not make the good answer late as well
      const { net } = testNet({ simulatorUrl: simulator.url, limits: { ...impatient, headersMs: 1000, bodyMs: 2000 } });
      expect(await net.send(request)).toMatchObject({ outcome: 'ok', attempts: 2 });
    },
  );

  test('compresses like a real one', async () => {
    await using simulator = await createSimulator({ titles: 30, episodes: 300, compress: true });
    const { net } = testNet({ simulatorUrl: simulator.url });
    onTestFinished(() => net.close());
    const exchange = await net.send(request);
    expect(exchange.headers['content-encoding']).toMatch(/gzip|br|zstd/);
    expect(JSON.parse(exchange.body)).toHaveProperty('titleListMap');
  });
});
