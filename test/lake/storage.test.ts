import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { openStorage } from '../../src/lake/index.ts';
import type { ObjectStorage } from '../../src/lake/index.ts';
import { secretKey, startS3, temporaryFolder } from './lakes.ts';

const s3 = await startS3();
const folder = temporaryFolder();
const stub = (settings: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
};
beforeEach(() => stub(s3.settings));
afterEach(() => {
  vi.unstubAllEnvs();
  s3.refuse = () => undefined;
  s3.requests.length = 0;
});

const open = (url: string, maxAttempts?: number, idleMs?: number): ObjectStorage => {
  const storage = openStorage({ url, maxAttempts, idleMs });
  onTestFinished(() => storage[Symbol.asyncDispose]());
  return storage;
};
const keysOf = async (storage: ObjectStorage, prefix = ''): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key, bytes } of storage.list(prefix)) keys.push(`${key} ${bytes}`);
  return keys;
};
const failure = async (work: Promise<unknown>): Promise<TidemarkError> => {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(TidemarkError);
  // Whatever is logged of it, causes included.
  expect(inspect(thrown, { depth: 10, showHidden: true })).not.toContain(secretKey);
  return thrown as TidemarkError;
};

describe.each([
  ['a folder', () => join(folder, 'lake')],
  ['S3', () => `s3://${s3.bucket}/some/prefix`],
])('%s', (_, url) => {
  test('gives back what was written, whole and in parts, and nothing where nothing is', async () => {
    const storage = open(url());
    const body = Buffer.from('0123456789');
    expect(await storage.read('raw/a=1/one')).toBeNull();
    await storage.put('raw/a=1/one', body);
    await storage.put('raw/a=1/one', body);
    await storage.put('raw/b 2/two', Buffer.alloc(0));
    expect(await storage.read('raw/a=1/one')).toEqual(body);
    expect(await storage.read('raw/b 2/two')).toEqual(Buffer.alloc(0));
    expect(await storage.read('raw/a=1/one', { offset: 3, length: 4 })).toEqual(Buffer.from('3456'));
    expect(await storage.read('raw/a=1/one', { offset: 8, length: 100 })).toEqual(Buffer.from('89'));
    expect(await storage.read('raw/a=1/one', { offset: 50, length: 10 })).toEqual(Buffer.alloc(0));
    expect(await storage.read('raw/none', { offset: 0, length: 10 })).toBeNull();
    expect(await keysOf(storage, 'raw/')).toEqual(['raw/a=1/one 10', 'raw/b 2/two 0']);
    await storage.check();
  });

  test('lists nothing where nothing was written', async () => {
    expect(await keysOf(open(`${url()}/empty`), 'raw/')).toEqual([]);
  });
});

describe('a folder', () => {
  test('clears away what a dead writer of the same object left half written', async () => {
    const root = join(folder, 'leftovers');
    const storage = open(root);
    mkdirSync(join(root, 'raw'), { recursive: true });
    writeFileSync(join(root, 'raw/.one.0123456789ab.part'), 'half');
    writeFileSync(join(root, 'raw/.other.0123456789ab.part'), 'somebody is still at it');
    await storage.put('raw/one', Buffer.from('whole'));
    expect(readdirSync(join(root, 'raw'))).toEqual(['.other.0123456789ab.part', 'one']);
  });

  test('that cannot be written is named with the reason', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const root of [file, join(file, 'below'), '/proc/none']) {
      for (const work of [() => open(root).put('a', Buffer.from('a')), () => open(root).check()]) {
        const error = await failure(work());
        expect(error).toMatchObject({ code: 'TDM_LAKE_FOLDER', exitCode: 3 });
        expect(error.line).toContain(root);
      }
    }
  });

  const canMount = process.getuid?.() === 0 && process.platform === 'linux' && mounts();
  test.skipIf(!canMount)('on a full disk says so, keeps nothing of the attempt, and goes on when there is room', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tidemark-test', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(900_000));
    const storage = open(join(disk, 'lake'));
    expect(await failure(storage.put('raw/one', Buffer.alloc(500_000)))).toMatchObject({ code: 'TDM_DISK_FULL' });
    expect(await keysOf(storage)).toEqual([]);
    rmSync(join(disk, 'ballast'));
    await storage.put('raw/one', Buffer.alloc(500_000));
    expect(await keysOf(storage)).toEqual(['raw/one 500000']);
  });
});

function mounts(): boolean {
  const script = 'd=$(mktemp -d); mount -t tmpfs tidemark "$d" 2>/dev/null && umount "$d" && echo yes; rmdir "$d"';
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).includes('yes');
}

describe('S3', () => {
  const put = (url = `s3://${s3.bucket}`, maxAttempts = 2) => open(url, maxAttempts).put('raw/one', Buffer.from('one'));

  test('says that a bucket does not exist', async () => {
    const storage = open('s3://no-such-bucket');
    for (const work of [() => storage.put('a', Buffer.from('a')), () => storage.check(), () => storage.read('a'), () => keysOf(storage)])
      expect(await failure(work())).toMatchObject({ code: 'TDM_LAKE_BUCKET', exitCode: 3 });
  });

  test.each(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied', 'ExpiredToken'])(
    'says that it refuses us (%s), and asks once only',
    async (code) => {
      s3.refuse = () => ({ status: 403, code });
      const error = await failure(put());
      expect(error).toMatchObject({ code: 'TDM_LAKE_LOGIN', exitCode: 3 });
      expect(error.message).toContain(code);
      expect(s3.requests).toHaveLength(1);
    },
  );

  test('says that no keys are given', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '');
    stub({ AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'), AWS_CONFIG_FILE: join(folder, 'none') });
    expect(await failure(put())).toMatchObject({ code: 'TDM_LAKE_LOGIN' });
  });

  test('says that its region is not known', async () => {
    stub({
      AWS_ENDPOINT_URL: '',
      AWS_REGION: '',
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_CONFIG_FILE: join(folder, 'none'),
    });
    const error = await failure(put());
    expect(error).toMatchObject({ code: 'TDM_SETTING_INVALID', exitCode: 3 });
    expect(error.message).toContain('AWS_REGION');
  });

  test('that throttles is asked again with growing waits, and it works out', { timeout: 20_000 }, async () => {
    s3.refuse = () => (s3.requests.length <= 2 ? { status: 503, code: 'SlowDown' } : undefined);
    await put(undefined, 4);
    expect(s3.requests).toHaveLength(3);
  });

  test('that throttles for good is told, after as many attempts as allowed', { timeout: 20_000 }, async () => {
    s3.refuse = () => ({ status: 503, code: 'SlowDown' });
    expect(await failure(put(undefined, 3))).toMatchObject({ code: 'TDM_LAKE_BUSY', exitCode: 75 });
    expect(s3.requests).toHaveLength(3);
  });

  test('that fails by itself is told', { timeout: 20_000 }, async () => {
    s3.refuse = () => ({ status: 500, code: 'InternalError' });
    expect(await failure(put())).toMatchObject({ code: 'TDM_LAKE_FAILED', exitCode: 1 });
  });

  test('that does not answer is told', { timeout: 20_000 }, async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    expect(await failure(put())).toMatchObject({ code: 'TDM_LAKE_UNREACHABLE', exitCode: 3 });
  });

  test('is asked through the proxy of the operator, unless its host is excepted', { timeout: 20_000 }, async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://s3.nowhere.example');
    vi.stubEnv('HTTP_PROXY', s3.url);
    s3.refuse = (_, path) => (path.startsWith('http://s3.nowhere.example/') ? { status: 403, code: 'AccessDenied' } : undefined);
    expect(await failure(put())).toMatchObject({ code: 'TDM_LAKE_LOGIN' });
    expect(s3.requests[0]).toContain('http://s3.nowhere.example/lake/raw/one');
    vi.stubEnv('NO_PROXY', 's3.nowhere.example');
    expect(await failure(put())).toMatchObject({ code: 'TDM_LAKE_UNREACHABLE' });
  });

  test('takes an object of 40 MB in one request, and gives it back', { timeout: 20_000 }, async () => {
    const storage = open(`s3://${s3.bucket}/large`);
    const body = randomBytes(40 * 2 ** 20);
    await storage.put('raw/one', body);
    expect(s3.requests).toEqual([expect.stringMatching(/^PUT /)]);
    expect((await storage.read('raw/one'))!.equals(body)).toBe(true);
    expect(
      (await storage.read('raw/one', { offset: 30 * 2 ** 20, length: 1000 }))!.equals(body.subarray(30 * 2 ** 20).subarray(0, 1000)),
    ).toBe(true);
  });

  test('takes an object that is there already once more, and the newer bytes are those that count', async () => {
    const storage = open(`s3://${s3.bucket}/again`);
    for (const body of ['torn', 'whole', 'whole']) await storage.put('raw/one', Buffer.from(body));
    expect(String(await storage.read('raw/one'))).toBe('whole');
    expect(await keysOf(storage)).toEqual(['raw/one 5']);
  });

  test.each([
    [409, 'OperationAborted'],
    [409, 'ConditionalRequestConflict'],
    [412, 'PreconditionFailed'],
  ])('that refuses to write over what is there (%i %s) is told, after one attempt', async (status, code) => {
    s3.refuse = () => ({ status, code });
    const error = await failure(put());
    expect(error).toMatchObject({ code: 'TDM_LAKE_FAILED' });
    expect(error.message).toContain(code);
    expect(s3.requests).toHaveLength(1);
  });

  test.each(['cut', 'silence'] as const)('whose answer ends half way by %s is asked again, as often as allowed', async (end) => {
    const storage = open(`s3://${s3.bucket}/half`, 3, 300);
    const body = randomBytes(500_000);
    await storage.put('raw/one', body);
    s3.requests.length = 0;
    s3.refuse = () => (s3.requests.length === 1 ? { answerBytes: 200_000, end } : undefined);
    expect((await storage.read('raw/one'))!.equals(body)).toBe(true);
    expect(s3.requests).toHaveLength(2);
    s3.requests.length = 0;
    s3.refuse = () => ({ answerBytes: 200_000, end });
    expect(await failure(storage.read('raw/one'))).toMatchObject({ code: 'TDM_LAKE_UNREACHABLE', exitCode: 3 });
    expect(s3.requests).toHaveLength(3);
  });

  test('whose answer to a write is lost is written to once more', async () => {
    const storage = open(`s3://${s3.bucket}/lost`, 3, 300);
    s3.refuse = () => (s3.requests.length === 1 ? { answerBytes: 0, end: 'silence' } : undefined);
    await storage.put('raw/one', Buffer.from('one'));
    expect(s3.requests).toHaveLength(2);
    expect(await keysOf(storage)).toEqual(['raw/one 3']);
  });

  test('that answers something else than S3 is told', { timeout: 20_000 }, async () => {
    s3.refuse = () => ({ status: 404, code: '</Error>garbage' });
    const error = await failure(put());
    expect(error).toMatchObject({ code: 'TDM_LAKE_FAILED' });
    expect(error.message).toContain('404');
  });
});

describe('LAKE_URL', () => {
  test.each([
    ['/srv/lake', '/srv/lake'],
    ['file:///srv/the%20lake', '/srv/the lake'],
    ['s3://bucket', 's3://bucket'],
    ['s3://bucket/a/b/', 's3://bucket/a/b'],
  ])('%s is %s', (url, address) => {
    expect(open(url).address).toBe(address);
  });

  test('keeps worlds apart', () => {
    expect(openStorage({ url: 's3://bucket/a', below: 'sample' }).address).toBe('s3://bucket/a/sample');
    expect(openStorage({ url: '/srv/lake', below: 'sample' }).address).toBe('/srv/lake/sample');
  });

  test.each([
    'lake',
    './lake',
    'gs://bucket/x',
    'https://bucket.s3.amazonaws.com',
    's3://',
    's3:///x',
    's3://UP_per',
    's3://b?x=1',
    's3://bucket/%zz',
    'file://host/x',
  ])('%s is refused', (url) => {
    expect(() => openStorage({ url })).toThrow(expect.objectContaining({ code: 'TDM_SETTING_INVALID' }));
  });

  test('takes no keys, and does not repeat them', async () => {
    const error = await failure((async () => openStorage({ url: `s3://key:${secretKey}@bucket/x` }))());
    expect(error.code).toBe('TDM_SETTING_INVALID');
    expect(error.line).not.toContain(secretKey);
  });
});
