import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { proxyFromEnvironment } from '../../src/net/index.ts';
import { get, httpServer, json, rawServer, testNet } from './transport-support.ts';

/** A forward proxy that notes what it is asked: absolute addresses for http, CONNECT for https. */
const proxyServer = async (): Promise<{ url: string; asked: string[]; authorizations: (string | undefined)[] }> => {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
    json(response, { via: 'proxy' });
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
    const [host, port] = request.url!.split(':');
    const upstream = connect(Number(port), host);
    upstream.on('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, authorizations };
};

test('plain http goes through the proxy by its full address, with the proxy’s login', async () => {
  const proxy = await proxyServer();
  const { net } = testNet({ proxy: { http: proxy.url.replace('//', '//user:pass@') } });
  const exchange = await net.send(get('http://platform.invalid/x?a=1', { hosts: ['platform.invalid'] }));
  expect(exchange).toMatchObject({ outcome: 'ok', body: '{"via":"proxy"}' });
  expect(proxy.asked).toEqual(['GET http://platform.invalid/x?a=1']);
  expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('user:pass').toString('base64')}`]);
});

test('https goes through a tunnel', async () => {
  const proxy = await proxyServer();
  const { net } = testNet({ proxy: { https: proxy.url }, limits: { attempts: 1 } });
  // nobody listens there: that the proxy was asked for the tunnel is what counts
  expect(await net.send(get('https://127.0.0.1:1/x'))).toMatchObject({ outcome: 'unreachable' });
  expect(proxy.asked).toEqual(['CONNECT 127.0.0.1:1']);
});

test('hosts that are excepted are asked directly', async () => {
  const proxy = await proxyServer();
  const server = await httpServer((_, response) => json(response, { via: 'nobody' }));
  const { net } = testNet({ proxy: { http: proxy.url, except: 'localhost,127.0.0.1' } });
  expect(await net.send(get(server.origin))).toMatchObject({ body: '{"via":"nobody"}' });
  expect(proxy.asked).toEqual([]);
});

test('the simulator is always asked directly', async () => {
  const proxy = await proxyServer();
  const server = await httpServer((_, response) => json(response, {}));
  const { net } = testNet({ proxy: { http: proxy.url, https: proxy.url }, simulatorUrl: server.origin });
  await net.send(get('https://comic.naver.com/', { hosts: ['comic.naver.com'] }));
  expect(proxy.asked).toEqual([]);
});

test('a proxy that is not there is told without its password', async () => {
  const { net } = testNet({ proxy: { http: 'http://user:topsecret@127.0.0.1:1' }, limits: { attempts: 1 } });
  const exchange = await net.send(get('http://platform.invalid/'));
  expect(exchange).toMatchObject({ outcome: 'unreachable' });
  expect(JSON.stringify(exchange)).not.toContain('topsecret');
});

test('a proxy that accepts and never opens the tunnel is not waited for', async () => {
  const proxy = await rawServer(() => {});
  const { net } = testNet({ proxy: { https: proxy.origin }, limits: { attempts: 1, connectMs: 100 } });
  expect(await net.send(get('https://platform.invalid/'))).toMatchObject({ outcome: 'unreachable', status: 0 });
});

test('the usual variables are read; lower case wins', () => {
  expect(proxyFromEnvironment({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1', NO_PROXY: 'x' })).toEqual({
    https: 'http://b:1',
    except: 'x',
  });
  expect(proxyFromEnvironment({ HTTPS_PROXY: '' })).toEqual({});
});
