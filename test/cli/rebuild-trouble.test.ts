import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/index.ts';
import { startS3 } from '../lake/lakes.ts';
import type { Refusal } from '../lake/lakes.ts';
import { derivedRows, emptyDerived } from '../support/rows.ts';
import { expectError, run, simulator, temporaryFolder } from './place.ts';

const canMount =
  process.getuid?.() === 0 &&
  execFileSync('sh', ['-c', 'd=$(mktemp -d); mount -t tmpfs tidemark "$d" 2>/dev/null && umount "$d" && echo yes; rmdir "$d"'], {
    encoding: 'utf8',
  }).includes('yes');
const skipped = canMount ? '' : ' (skipped: only root can mount a small disk)';

const sim = await simulator({ titles: 12, episodes: 200 });
const s3 = await startS3();
const folder = temporaryFolder();
// PostgreSQL does not run as root: the way to the disk is open to its account.
chmodSync(folder, 0o755);
const disk = join(folder, 'disk');
mkdirSync(disk, { mode: 0o755 });
if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=220m,mode=755', 'tidemark-test', disk]);
afterAll(() => void (canMount && execFileSync('umount', ['-l', disk])));
const settings = {
  ...s3.settings,
  TIDEMARK_DATA: join(disk, 'data'),
  TIDEMARK_SIMULATOR: sim.url,
  TIDEMARK_PRIVACY_KEY: 'one key for all tests',
  LAKE_URL: `s3://${s3.bucket}/rebuild`,
};
const rebuild = () => run(['rebuild', '--world', 'sample'], settings);

/** Stays open, so that not every command has to start PostgreSQL. */
let store: Store;

/** Everything derived, to compare whole and part by part: records, and the observations of each stream. */
const look = () =>
  Promise.all([
    derivedRows(store),
    store.query<{ part: string; hash: string }>(`
      select stream as part, md5(string_agg(observation::text, ',' order by observation::text collate "C")) as hash from observation group by 1
      union all select 'records', md5(string_agg(record::text, ',' order by record::text collate "C")) from record
      order by 1`),
  ]).then(([rows, parts]) => ({ rows, parts }));

/** Spoils rows of every table and stream, so that a rebuild has something to write everywhere. */
const spoil = async () => {
  await store.query(`update observation set counts = '{"likes": {"value": 1, "step": 1}}' where id like '%2'`);
  await store.query(`delete from record where id like '%3'`);
  await store.query(`update record set fields = fields || '{"title": "spoilt"}'`);
  return look();
};

/** Lets something happen when the rebuild asks the lake for the nth time. */
const atRead = (nth: number, happens: () => Refusal | void): void => {
  let reads = 0;
  s3.refuse = (method) => (method === 'GET' && ++reads === nth ? (happens() ?? undefined) : undefined);
};
afterEach(() => void (s3.refuse = () => undefined));

let whole: Awaited<ReturnType<typeof look>>;
let reads: number;

beforeAll(async () => {
  const { code, stderr } = await run(['collect', 'naver-webtoon', '--json'], settings);
  if (code !== 0) throw new Error(stderr);
  store = await openStore({ dataFolder: settings.TIDEMARK_DATA, schema: 'tidemark_sample', poolSize: 3 });
  whole = await look();
}, 90_000);
afterAll(() => store.close());

/** A rebuild that met this trouble left each part as it was or as it should be; the next one makes all of it as it should be. */
const expectHarmless = async (spoilt: Awaited<ReturnType<typeof look>>): Promise<void> => {
  const left = await look();
  expect(left.parts.map(({ part }) => part)).toEqual(whole.parts.map(({ part }) => part));
  for (const [n, { part, hash }] of left.parts.entries()) expect([spoilt.parts[n]!.hash, whole.parts[n]!.hash], part).toContain(hash);
  // Records are written last.
  expect(left.parts.find(({ part }) => part === 'records')).toEqual(spoilt.parts.find(({ part }) => part === 'records'));
  const again = await rebuild();
  expect(again.code, again.stderr).toBe(0);
  expect(await look()).toEqual(whole);
};

describe('a rebuild from S3', { timeout: 60_000 }, () => {
  test('makes the very rows, in a few requests for each segment', async () => {
    expect(await store.query('select 1 from frame where body is not null')).toEqual([]);
    await emptyDerived(store);
    [s3.requests.length, s3.answered] = [0, 0];
    const end = await rebuild();
    expect(end.code, end.stderr).toBe(0);
    expect(await look()).toEqual(whole);
    const [lake] = await store.query<{ bytes: number; segments: number }>(
      'select sum(bytes)::float8 as bytes, count(*)::int as segments from segment',
    );
    reads = s3.requests.length;
    expect(reads).toBeLessThanOrEqual(4 * lake!.segments);
    expect(s3.answered).toBeLessThan(1.2 * lake!.bytes + 20_000);
  });

  test.each([['bucket is gone', { status: 404, code: 'NoSuchBucket' }, 'TDM_LAKE_BUCKET']])(
    'whose %s in the middle is told so, and the next one completes it',
    async (_, refusal, code) => {
      const spoilt = await spoil();
      atRead(Math.floor(reads / 2), () => refusal);
      expectError(await rebuild(), code, 3);
      await expectHarmless(spoilt);
    },
  );

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'whose PostgreSQL is ended by %s in the middle is told so, and the next one completes it',
    async (signal) => {
      const spoilt = await spoil();
      const pidFile = join(settings.TIDEMARK_DATA, 'postgres', 'cluster', 'postmaster.pid');
      atRead(Math.floor(reads / 2), () => void process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), signal));
      expectError(await rebuild(), 'TDM_DATABASE_LOST', 75);
      await expectHarmless(spoilt);
    },
  );

  test.skipIf(!canMount)(`on a disk that fills up says so, and the next one completes it once there is room${skipped}`, async () => {
    const spoilt = await spoil();
    const ballast = join(disk, 'ballast');
    atRead(Math.floor(reads / 2), () => {
      for (const size of [2 ** 20, 4096])
        try {
          for (;;) appendFileSync(ballast, Buffer.alloc(size));
        } catch (error) {
          expect(error).toMatchObject({ code: 'ENOSPC' });
        }
    });
    const end = await rebuild();
    truncateSync(ballast);
    rmSync(ballast);
    expectError(end, 'TDM_DISK_FULL', 75);
    await expectHarmless(spoilt);
  });
});
