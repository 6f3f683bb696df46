import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { expectError, place, run } from './place.ts';

const here = place();

describe('a mistyped command', () => {
  test.concurrent.each([
    ['nope', 'TDM_USAGE', "unknown command 'nope'"],
    ['colect', 'TDM_USAGE', 'Did you mean collect?'],
    ['collect', 'TDM_USAGE', "missing required argument 'platform'"],
    ['collect nope', 'TDM_PLATFORM_UNKNOWN', 'naver-webtoon'],
    ['collect naver-webtoon extra', 'TDM_USAGE', 'see tidemark collect --help'],
    ['collect naver-webtoon --frobnicate', 'TDM_USAGE', "unknown option '--frobnicate'"],
    ['collect naver-webtoon --stream nope', 'TDM_STREAM_UNKNOWN', 'titles'],
    ['collect naver-webtoon --max-hold soon', 'TDM_USAGE', '"soon"'],
    ['collect naver-webtoon --record a --replay b', 'TDM_USAGE', 'exclude each other'],
    ['parse nope missing.json', 'TDM_PLATFORM_UNKNOWN', 'naver-webtoon'],
    ['parse naver-webtoon/nope missing.json', 'TDM_STREAM_UNKNOWN', 'titles'],
    ['parse naver-webtoon/titles:nope missing.json', 'TDM_ENDPOINT_UNKNOWN', 'weekday'],
    ['--world moon runs', 'TDM_USAGE', 'real, sample'],
    ['runs 12', 'TDM_USAGE', '"runs" has no command "12"; see tidemark runs --help'],
    ['runs --limit many', 'TDM_USAGE', '"many"'],
    ['lanes set naver-webtoon', 'TDM_USAGE', 'nothing to change'],
    ['lanes set naver-webtoon --interval=-5', 'TDM_USAGE', '"-5"'],
    ['lanes set naver-webtoon --budget 5 --zone Moon/Base', 'TDM_USAGE', 'Moon/Base'],
    ['lanes allow comic.naver.com', 'TDM_USAGE', '--reason'],
    ['lanes allow nowhere.example --reason consent', 'TDM_LANE_UNKNOWN', 'nowhere.example'],
    ['targets add naver-webtoon', 'TDM_USAGE', "missing required argument 'id'"],
    ['query', 'TDM_USAGE', 'needs a statement'],
    ['query table --limit 0', 'TDM_USAGE', '"0"'],
    ['query table --timeout never', 'TDM_USAGE', '"never"'],
    ['up --port 99999', 'TDM_USAGE', '65535'],
    ['sim --port 99999', 'TDM_USAGE', '65535'],
    ['sim --titles=-1', 'TDM_USAGE', '"-1"'],
    ['sim --day 2026-13-45', 'TDM_USAGE', '2026-13-45'],
    ['sim --faults {bad', 'TDM_USAGE', '--faults is not JSON'],
    ['sim --faults {"fault":"flood"}', 'TDM_USAGE', 'no fault "flood"'],
  ])('`%s` is told in one line before anything is opened', async (line, code, part) => {
    // An address nobody answers at: whoever opened the database first would say so instead.
    const end = await run([...line.split(' '), '--json'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(expectError(end, code, 2)).toContain(part);
    const { error } = JSON.parse(end.stdout) as { error: Record<string, string> };
    expect(error).toMatchObject({ code, consequence: 'usage' });
    expect(end.stderr).toContain(`${code}: ${error['message']}; ${error['next']}`);
  });

  test.concurrent.each([
    [['runs', 'show', '99999'], 'TDM_RUN_UNKNOWN'],
    [['runs', 'show', 'x; drop table run'], 'TDM_RUN_UNKNOWN'],
    [['runs', 'exchange', '99999'], 'TDM_NOT_FOUND'],
    [['lanes', 'set', 'nope', '--interval', '5'], 'TDM_LANE_UNKNOWN'],
    [['lanes', 'disallow', 'comic.naver.com'], 'TDM_NOT_FOUND'],
    [['targets', 'list', '--watchlist', 'nope'], 'TDM_WATCHLIST_UNKNOWN'],
    [['targets', 'remove', 'naver-webtoon', '42'], 'TDM_TARGET_UNKNOWN'],
    [['collect', 'naver-webtoon', '--target', '42'], 'TDM_TARGET_UNKNOWN'],
    [['collect', 'naver-webtoon', '--watchlist', 'nope'], 'TDM_WATCHLIST_UNKNOWN'],
  ])('%j names what nobody knows', async (words, code) => {
    const end = await here.run([...words, '--json'], { TIDEMARK_CONTACT: 'tests@example.org' });
    expectError(end, code, 2);
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code } });
  });

  test('without a contact no real platform is asked', async () => {
    expectError(await here.run(['collect', 'naver-webtoon']), 'TDM_CONTACT_MISSING', 3);
  });

  test('simulated answers are refused for the real world', async () => {
    expectError(await here.run(['--world', 'real', 'collect', 'naver-webtoon', '--sample']), 'TDM_USAGE', 2);
  });

  test('a stack trace comes only with --debug, and without secrets', async () => {
    const settings = { DATABASE_URL: 'postgres://alice:hunter2@127.0.0.1:1/none' };
    const plain = await run(['runs'], settings);
    expectError(plain, 'TDM_DATABASE_UNREACHABLE', 3);
    const debug = await run(['--debug', 'runs'], settings);
    expect(debug.stderr).toMatch(/^ {4}at /m);
    expect(`${plain.stderr}${debug.stderr}`).not.toContain('hunter2');
  });
});

describe('help', async () => {
  const program = await createProgram();
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  const pathOf = (command: Command): string => [command.parent ? pathOf(command.parent) : '', command.name()].filter(Boolean).join(' ');
  const helpOf = (command: Command): string => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.outputHelp();
    return text;
  };

  test.each(all(program).map((command) => [pathOf(command), command] as const))('`%s --help` has examples', (path, command) => {
    const examples =
      helpOf(command)
        .split('Examples:\n')[1]
        ?.split('\n')
        .filter((line) => line.startsWith('  ')) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    // Of a command that only holds others, the examples show those.
    expect(examples.some((line) => line.includes(path) || (path === 'tidemark up' && line.includes('npm start')))).toBe(true);
  });

  test('names the commands that are not loaded as they name themselves', async () => {
    const told = ({ commands }: Command): string[][] =>
      commands.map((each) => [each.name(), each.summary(), ...each.registeredArguments.map((one) => one.name())]);
    expect(told(await createProgram([]))).toEqual(told(program));
  });

  test('every command that answers takes --json', () => {
    const leaves = all(program).filter((command) => command.commands.length === 0);
    expect(leaves.filter((command) => !command.options.some(({ long }) => long === '--json')).map(pathOf)).toEqual([]);
  });

  test('is printed by --help, by help, and for a bare command, each with its exit code', async () => {
    const asked = await run(['--help']);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toContain('Exit codes: 0 done, 1 failed, 2 mistyped');
    expect(await run(['help', 'runs'])).toMatchObject({ code: 0, stdout: (await run(['runs', '--help'])).stdout });
    expect(await run([])).toMatchObject({ code: 2, stdout: '', stderr: asked.stdout });
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
