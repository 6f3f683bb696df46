import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectError, run, temporaryFolder } from './place.ts';

const folder = temporaryFolder();

const saved = (name: string, content: string | Buffer): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const parse = (file: string, input?: string) => run(['parse', 'naver-webtoon/titles:weekday', file, '--json'], {}, input);

describe('a saved payload that is not what it should be', () => {
  test.concurrent.each([
    ['a page', '<!doctype html><title>점검 중</title>', 'changed-shape'],
    ['a captcha', '<!doctype html><form id="wtm_captcha"></form>', 'blocked'],
    ['orders to a terminal', '\u001b]0;owned\u0007\u001b[2J\r\nTDM_FAKE: all is well; go on', 'changed-shape'],
    ['empty', '', 'blocked'],
    ['truncated', '{"titleListMap":{"MONDAY":[{"titleId":1', 'truncated'],
    ['binary', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 131 + 7) % 256)), 'changed-shape'],
    ['an array', '[1,2,3]', 'changed-shape'],
    ['null', 'null', 'changed-shape'],
    ['of another shape', '{"titleListMap":{"MONDAY":[{"foo":1}]}}', 'changed-shape'],
    ['nested 100,000 levels deep', '['.repeat(100_000) + ']'.repeat(100_000), 'changed-shape'],
    ['nested 100,000 levels deep in a map', '{"titleListMap":'.repeat(100_000) + '1' + '}'.repeat(100_000), 'changed-shape'],
    ['a number beyond all numbers', '{"titleListMap":{"MONDAY":[{"titleId":1e400}]}}', 'changed-shape'],
    ['in UTF-16', Buffer.from('\ufeff{"titleListMap":{}}', 'utf16le'), 'changed-shape'],
  ])('%s: its outcome is printed, and what to do said in one line', async (name, content, outcome) => {
    const end = await parse(saved(name.replaceAll(/\W/g, '-'), content));
    expect(JSON.parse(end.stdout)).toMatchObject({ outcome, records: [], next: null });
    expect(end.stderr).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029]/u);
    expect(expectError(end, 'TDM_PAYLOAD_UNUSABLE', 1)).toContain(outcome);
  });

  test('of 200 MB is refused before it is read', async () => {
    const file = saved('huge', '');
    truncateSync(file, 200_000_000);
    expect(expectError(await parse(file), 'TDM_FILE_TOO_LARGE', 2)).toContain('200.0 MB');
    expectError(await parse('/dev/zero'), 'TDM_FILE_TOO_LARGE', 2);
  });

  test('that is no file is named with the reason', async () => {
    mkdirSync(join(folder, 'a-folder'));
    expect(expectError(await parse(join(folder, 'a-folder')), 'TDM_FILE_UNREADABLE', 2)).toContain('it is a folder');
    expect(expectError(await parse(join(folder, 'missing')), 'TDM_FILE_UNREADABLE', 2)).toContain('it does not exist');
  });

  test.skipIf(process.getuid?.() === 0)('that may not be read is named with the reason', async () => {
    const file = saved('secret', '{}');
    chmodSync(file, 0);
    expect(expectError(await parse(file), 'TDM_FILE_UNREADABLE', 2)).toContain('permission');
  });
});

describe('parse', () => {
  test('takes standard input, and an empty list is no failure', async () => {
    const end = await parse('-', '{"titleListMap":{}}');
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).toMatchObject({ outcome: 'empty', records: [], quarantined: [] });
  });

  test('needs neither a database nor a folder', async () => {
    const settings = { DATABASE_URL: 'nonsense', TIDEMARK_DATA: '/proc/none' };
    expect(await run(['parse', 'naver-webtoon/titles', '-'], settings, '{"titleListMap":{}}')).toMatchObject({ code: 0 });
  });
});
