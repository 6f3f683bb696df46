import { describe, expect, test } from 'vitest';
import { get, httpServer, json, testNet } from './transport-support.ts';

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i within the hosts of the source is followed, one slot for each way', async (status) => {
    const server = await httpServer((request, response) => {
      if (request.url === '/old') response.writeHead(status, { location: '/new?a=1' }).end();
      else json(response, { url: request.url });
    });
    const { net, lanes } = testNet();
    const exchange = await net.send(get(`${server.origin}/old`));
    expect(exchange).toMatchObject({ outcome: 'ok', body: '{"url":"/new?a=1"}', attempts: 1, request: { url: `${server.origin}/old` } });
    expect(lanes.acquired).toHaveLength(2);
  });

  test('to a host outside is refused, and the answer is kept as evidence', async () => {
    const other = await httpServer((_, response) => json(response, {}));
    const server = await httpServer((_, response) =>
      response.writeHead(302, { location: `http://localhost:${other.port}/login?token=abc` }).end('see there'),
    );
    const exchange = await testNet().net.send(get(server.origin));
    expect(exchange).toMatchObject({ outcome: 'refused', status: 302, body: 'see there' });
    expect(exchange.note).toContain('TDM_REDIRECT_OUTSIDE');
    expect(exchange.headers['location']).toBe(`http://localhost:${other.port}/login?token=***`);
    expect(JSON.stringify(exchange)).not.toContain('abc');
    expect(other.requests).toEqual([]);
  });

  test('in a circle end after five', async () => {
    const server = await httpServer((request, response) => response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end());
    const exchange = await testNet().net.send(get(`${server.origin}/a`));
    expect(exchange).toMatchObject({ outcome: 'refused', note: 'there were more than 5 redirects' });
    expect(server.requests).toHaveLength(6);
  });

  test.each(['http://[broken', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,x'])('to %s is refused', async (location) => {
    const server = await httpServer((_, response) => response.writeHead(302, { location }).end());
    expect(await testNet().net.send(get(server.origin))).toMatchObject({ outcome: 'refused', status: 302 });
  });

  test('keys do not follow to another origin, other headers do', async () => {
    const other = await httpServer((_, response) => json(response, {}));
    const server = await httpServer((_, response) => response.writeHead(307, { location: `${other.origin}/x` }).end());
    await testNet().net.send(
      get(server.origin, {
        headers: { Authorization: 'Bearer 1', Cookie: 'a=b', 'X-Naver-Client-Secret': 's', Referer: 'https://example.org/' },
      }),
    );
    expect(other.requests[0]!.headers).not.toHaveProperty('authorization');
    expect(other.requests[0]!.headers).not.toHaveProperty('cookie');
    expect(other.requests[0]!.headers).not.toHaveProperty('x-naver-client-secret');
    expect(other.requests[0]!.headers.referer).toBe('https://example.org/');
  });

  test('the address a redirect leads to is checked against robots.txt as well', async () => {
    const server = await httpServer((_, response) => response.writeHead(302, { location: '/private' }).end());
    const { net } = testNet({
      robots: () => ({ check: (url) => ({ allowed: !url.endsWith('/private'), rule: 'Disallow: /private', because: 'read today' }) }),
    });
    expect(await net.send(get(server.origin))).toMatchObject({ outcome: 'disallowed', attempts: 1 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the simulator', () => {
  test('answers for the platform; the exchange keeps the platform’s address', async () => {
    const server = await httpServer((_, response) => json(response, {}));
    const { net } = testNet({ simulatorUrl: `${server.origin}/sim/` });
    const url = 'https://comic.naver.com/api/webtoon/titlelist/weekday?order=user';
    const exchange = await net.send(get(url, { hosts: ['comic.naver.com'] }));
    expect(exchange).toMatchObject({ outcome: 'ok', request: { url } });
    expect(server.requests[0]!.url).toBe('/sim/comic.naver.com/api/webtoon/titlelist/weekday?order=user');
  });

  test('redirects by path, by the platform’s name or by its own address', async () => {
    const server = await httpServer((request, response) => {
      const to = {
        '/comic.naver.com/1': '/2',
        '/comic.naver.com/2': 'https://m.naver.com/3',
        '/m.naver.com/3': `http://${request.headers.host}/comic.naver.com/4`,
      }[request.url!];
      if (to) response.writeHead(302, { location: to }).end();
      else json(response, { at: request.url });
    });
    const { net } = testNet({ simulatorUrl: server.origin });
    const exchange = await net.send(get('https://comic.naver.com/1', { hosts: ['comic.naver.com', 'm.naver.com'] }));
    expect(exchange).toMatchObject({ outcome: 'ok', body: '{"at":"/comic.naver.com/4"}' });
  });

  test('a redirect from https back to http is refused', async () => {
    const server = await httpServer((_, response) => response.writeHead(302, { location: 'http://comic.naver.com/x' }).end());
    const { net } = testNet({ simulatorUrl: server.origin });
    const exchange = await net.send(get('https://comic.naver.com/', { hosts: ['comic.naver.com'] }));
    expect(exchange).toMatchObject({ outcome: 'refused', note: expect.stringContaining('leaves https') });
  });
});
