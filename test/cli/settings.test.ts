import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { launcher } from '../support/tidemark.ts';
import { startTcpServer } from '../store/tcp-server.ts';
import { expectError, place, run, temporaryFolder } from './place.ts';

const folder = temporaryFolder();

describe('a setting that makes no sense', () => {
  test.concurrent.each([
    ['TIDEMARK_SCHEMA', 'a;b'],
    ['TIDEMARK_CONTACT', 'you'],
    ['TIDEMARK_SIMULATOR', 'garbage'],
    ['TIDEMARK_LOG_LEVEL', 'loud'],
    ['TIDEMARK_PRIVACY_KEY', 'short'],
    ['PRIVACY_NAMES', 'maybe'],
  ])('%s=%s is named, with what it takes', async (name, value) => {
    const line = expectError(await run(['runs'], { [name]: value }), 'TDM_SETTING_INVALID', 3);
    expect(line).toMatch(new RegExp(`the setting ${name} is not usable: (use|give) `));
    if (name.endsWith('KEY')) expect(line).not.toContain(value);
  });
});

describe('a data folder that cannot be used', () => {
  test('is named with the reason by every command that needs it', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    for (const [words, data] of [
      [['runs', '--json'], file],
      [['query', 'select 1', '--json'], join(file, 'below')],
      [['collect', 'naver-webtoon', '--sample', '--json'], '/proc/none'],
      [['up', '--once', '--json'], file],
    ] as const) {
      const end = await run(words, { TIDEMARK_DATA: data });
      expect(expectError(end, 'TDM_DATA_FOLDER', 3)).toContain(data);
      expect(JSON.parse(end.stdout)).toMatchObject({ error: { code: 'TDM_DATA_FOLDER' } });
    }
    const doctor = await run(['doctor'], { TIDEMARK_DATA: file });
    expect(doctor.code).toBe(3);
    expect(doctor.stdout).toMatch(/✗ data folder: .*a-file is a file/);
  });

  const asOrdinaryUser = (data: string): { status: number; stderr: string } => {
    try {
      execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', launcher, 'runs'], {
        env: { PATH: process.env['PATH'], HOME: '/', TIDEMARK_DATA: data },
        stdio: 'pipe',
        timeout: 45_000,
      });
      return { status: 0, stderr: '' };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: Buffer };
      return { status, stderr: stderr.toString() };
    }
  };
  const canPlay = (): boolean => {
    try {
      execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', launcher, '--version'], {
        env: { PATH: process.env['PATH'], HOME: '/' },
        stdio: 'pipe',
      });
      return process.getuid?.() === 0;
    } catch {
      return false;
    }
  };

  test.skipIf(!canPlay())('an ordinary user is told that the folder is closed to it', () => {
    chmodSync(folder, 0o755);
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o755 });
    for (const data of [closed, join(closed, 'below')]) {
      const { status, stderr } = asOrdinaryUser(data);
      expect(expectError({ code: status, signal: null, stdout: '', stderr }, 'TDM_DATA_FOLDER', 3)).toMatch(/permission/);
    }
  });
});

describe('a DATABASE_URL that does not lead to a database', async () => {
  const { port, admin } = await startTcpServer();
  const url = (user: string, password: string, database: string, at = port) => `postgres://${user}:${password}@127.0.0.1:${at}/${database}`;
  const words = ['collect', 'naver-webtoon', '--sample', '--json'];

  test.concurrent.each([
    ['no address', 'nonsense', 'TDM_DATABASE_ADDRESS'],
    ['of another database', 'mysql://alice:hunter2@127.0.0.1/db', 'TDM_DATABASE_ADDRESS'],
    ['an unknown sslmode', `${url('alice', 'hunter2', 'alice')}?sslmode=perhaps`, 'TDM_DATABASE_ADDRESS'],
    ['a port nobody listens on', url('alice', 'hunter2', 'alice', 1), 'TDM_DATABASE_UNREACHABLE'],
    ['a host nobody has', 'postgres://alice:hunter2@nowhere.invalid/alice', 'TDM_DATABASE_UNREACHABLE'],
    ['a wrong password', url('alice', 'hunter2', 'alice'), 'TDM_DATABASE_LOGIN'],
    ['an unknown database', url('alice', 'right', 'none'), 'TDM_DATABASE_LOGIN'],
    ['a user who may not create', url('bob', 'right', 'alice'), 'TDM_DATABASE_RIGHTS'],
  ])('%s: told in one line without the password', async (_name, address, code) => {
    const data = join(folder, 'nothing-here');
    const end = await run(['--log-level', 'trace', ...words], { DATABASE_URL: address, TIDEMARK_DATA: data });
    expectError(end, code, 3);
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code } });
    const doctor = await run(['doctor', '--json'], { DATABASE_URL: address, TIDEMARK_DATA: data });
    expect(doctor.code).toBe(3);
    expect(JSON.parse(doctor.stdout).findings).toContainEqual(
      expect.objectContaining({ what: 'database', ok: false, says: expect.stringContaining(code) }),
    );
    expect(JSON.stringify([end, doctor])).not.toContain('hunter2');
  });

  test('rights that were granted are enough', async () => {
    await admin.query('grant create on database alice to bob');
    const end = await run(['runs', '--json'], { DATABASE_URL: url('bob', 'right', 'alice'), TIDEMARK_DATA: folder });
    expect(end.code, end.stderr).toBe(0);
  });
});

describe('query', () => {
  const here = place();

  test.concurrent.each([
    ['delete from run', 'TDM_QUERY_READ_ONLY', ''],
    ['with x as (delete from run returning 1) select * from x', 'TDM_QUERY_READ_ONLY', ''],
    ['set role none', 'TDM_QUERY_READ_ONLY', ''],
    ["copy run to '/tmp/x'", 'TDM_QUERY_READ_ONLY', ''],
    ['select 1; delete from run', 'TDM_QUERY_FAILED', 'one statement'],
    ['selec 1', 'TDM_QUERY_FAILED', '"selec" begins no statement'],
    ['select * from nowhere', 'TDM_QUERY_FAILED', 'nowhere'],
    ['select 1 +', 'TDM_QUERY_FAILED', 'syntax'],
    ['', 'TDM_QUERY_FAILED', 'no statement'],
    ['select pg_sleep(100)', 'TDM_QUERY_FAILED', 'longer than 1 s'],
  ])('`%s` is refused in one line', async (sql, code, part) => {
    const end = await here.run(['query', sql, '--timeout', '1', '--json']);
    expect(expectError(end, code, 2)).toContain(part);
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code } });
  });

  test('answers as JSON, CSV and columns that line up under Korean letters', async () => {
    const sql = `select * from (values (1, '달의 노래', null), (22, 'a,"b"', '=1+1')) as row (n, title, note)`;
    expect(await here.json(['query', sql])).toEqual([
      { n: 1, title: '달의 노래', note: null },
      { n: 22, title: 'a,"b"', note: '=1+1' },
    ]);
    expect((await here.run(['query', sql, '--csv'])).stdout).toBe(`n,title,note\n1,달의 노래,\n22,"a,""b""",'=1+1\n`);
    expect((await here.run(['query', sql])).stdout).toBe('n   title      note\n1   달의 노래  —\n22  a,"b"      =1+1\n');
  });

  test('of a hundred million rows costs what is shown, also when the reader goes after ten', async () => {
    const end = await here.run(['query', 'select generate_series(1, 100000000) as n', '--limit', '3', '--json']);
    expect(JSON.parse(end.stdout)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(end.stderr).toContain('only the first 3 rows');
    const piped = execFileSync(
      'sh',
      ['-c', `"${launcher}" query "select generate_series(1, 100000000) as n" --limit 200000 --csv | head -3`],
      {
        env: { ...process.env, ...here.settings, DATABASE_URL: inject('databaseUrl') },
        encoding: 'utf8',
        timeout: 45_000,
      },
    );
    expect(piped.trim()).toBe('n\n1\n2');
  });
});
