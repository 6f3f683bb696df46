import { describe, expect, test } from 'vitest';
import { checkPipeline, loadPipeline } from '../../src/pipelines/index.ts';
import { known, linesOf, yaml } from './support.ts';

const pause = '  - { name: pause, does: wait, with: { for: 1s } }';
const scheduled = (more: string): string => yaml({ head: `schedule:\n  zone: Asia/Seoul\n${more}` });
const stepped = (more: string): string => yaml({ steps: `  - name: pause\n    does: wait\n    with: { for: 1s }\n${more}` });

describe('one mistake is told in one sentence, with its line and place', () => {
  test.each([
    [
      'a step that needs itself',
      yaml({ steps: '  - { name: a, does: wait, needs: a, with: { for: 1s } }' }),
      '3: steps.a.needs',
      'circle, so that none could begin: a -> a',
    ],
    ['an unknown step', stepped('    needs: puase'), '6: steps.pause.needs[0]', 'there is no step "puase" (did you mean "pause"?)'],
    [
      'an unknown handler',
      yaml({ steps: '  - { name: a, does: colect }' }),
      '3: steps.a.does',
      'nothing here does "colect" (did you mean "collect"?)',
    ],
    [
      'a handler nobody could mean',
      yaml({ steps: '  - { name: a, does: constructor }' }),
      '3: steps.a.does',
      'nothing here does "constructor"; known are collect, ',
    ],
    ['a name twice', yaml({ steps: `${pause}\n${pause}` }), '4: steps.pause.name', 'there is a step "pause" already, the 1st'],
    ['an unknown pool', stepped('    pool: hevy'), '6: steps.pause.pool', 'there is no pool "hevy" (did you mean "heavy"?)'],
    ['an unknown key of a step', stepped('    sats: 2'), '6: steps.pause.sats', 'there is no key "sats" here (did you mean "seats"?)'],
    ['an unknown key of the file', yaml({ head: 'pools: 3' }), '2: pools', 'there is no key "pools" here'],
    ['an unknown key of the schedule', scheduled('  cron: 0 9 * * *\n  cathcUp: all'), '5: schedule.cathcUp', '(did you mean "catchUp"?)'],
    ['a cron line of four fields', scheduled('  cron: 0 9 * *'), '4: schedule.cron', 'five fields, or six'],
    ['a cron line out of range', scheduled('  cron: 61 9 * * *'), '4: schedule.cron', 'no cron line'],
    ['a cron line for a day that never comes', scheduled('  cron: 0 0 30 2 *'), '4: schedule.cron', 'never comes'],
    ['a schedule without cron', scheduled('  jitter: 1m'), '2: schedule.cron', 'it is missing'],
    [
      'an unknown zone',
      yaml({ head: 'schedule: { cron: 0 9 * * *, zone: Asia/Soul }' }),
      '2: schedule.zone',
      '(did you mean "Asia/Seoul"?)',
    ],
    [
      'an offset instead of a zone',
      yaml({ head: 'schedule: { cron: 0 9 * * *, zone: "+09:00" }' }),
      '2: schedule.zone',
      'there is no time zone "+09:00"',
    ],
    ['a quiet time that is none', scheduled('  cron: 0 9 * * *\n  quiet: 23:00-24:30'), '5: schedule.quiet', 'not "24:30"'],
    ['a quiet time without end', scheduled('  cron: 0 9 * * *\n  quiet: late'), '5: schedule.quiet', '"late" is no time of day'],
    ['a quiet time of no length', scheduled('  cron: 0 9 * * *\n  quiet: 07:00-07:00'), '5: schedule.quiet', 'leave no time'],
    ['a jitter of two days', scheduled('  cron: 0 9 * * *\n  jitter: 2d'), '5: schedule.jitter', '2d is more than 1d'],
    ['a catch-up of another kind', scheduled('  cron: 0 9 * * *\n  catchUp: some'), '5: schedule.catchUp', 'none, last, all or a number'],
    ['a catch-up without bound', scheduled('  cron: 0 9 * * *\n  catchUp: 1001'), '5: schedule.catchUp', '1 to 1000'],
    ['too many seats', stepped('    seats: 65'), '6: steps.pause.seats', '65 is no whole number from 1 to 64'],
    ['no seat', stepped('    seats: 0'), '6: steps.pause.seats', '0 is no whole number'],
    ['half a retry', stepped('    retries: 0.5'), '6: steps.pause.retries', '0.5 is no whole number from 0 to 20'],
    ['a timeout of no time', stepped('    timeout: 0s'), '6: steps.pause.timeout', '0s is not between 1s and 7d'],
    ['a timeout without unit', stepped('    timeout: 30'), '6: steps.pause.timeout', '30 is a number; a duration is meant'],
    ['a long retry delay', stepped('    retryDelay: 25h'), '6: steps.pause.retryDelay', '1d1h is not between 0s and 1d'],
    [
      'a parameter nobody defined',
      yaml({ steps: "  - { name: a, does: wait, with: { for: '${tme}' } }", head: 'parameters: { time: 5s }' }),
      '4: steps.a.with.for',
      '${tme} stands for nothing: there is no parameter "tme" (did you mean "time"?)',
    ],
    [
      'a parameter of an unknown type',
      yaml({ head: 'parameters: { a: { type: int } }' }),
      '2: parameters.a.type',
      'text, number or boolean',
    ],
    [
      'a parameter whose default is of another type',
      yaml({ head: 'parameters: { a: { type: number, default: "10" } }' }),
      '2: parameters.a.default',
      '"10" is a text; a number is meant',
    ],
    ['a number without default', yaml({ head: 'parameters: { a: { type: number } }' }), '2: parameters.a.default', 'it is missing'],
    [
      'a default out of its range',
      yaml({ head: 'parameters: { a: { default: 5, max: 3 } }' }),
      '2: parameters.a.default',
      '5 is not between any and 3',
    ],
    [
      'a default that is no choice',
      yaml({ head: 'parameters: { a: { default: x, choices: [y, z] } }' }),
      '2: parameters.a.default',
      '"x" is none of its choices: y, z',
    ],
    [
      'choices of a number',
      yaml({ head: 'parameters: { a: { default: 1, choices: [1] } }' }),
      '2: parameters.a.choices',
      '"choices" has no meaning here',
    ],
    [
      'a parameter whose name could not be written',
      yaml({ head: 'parameters: { "a b": 1 }' }),
      '2: parameters.a b',
      'no name of a parameter',
    ],
    ['no steps', 'name: mine\nsteps: []\n', '2: steps', 'there is no step'],
    ['a pipeline without steps', 'name: mine\n', '1: steps', 'it is missing; a list of steps is meant'],
    [
      'too many steps',
      yaml({ steps: Array.from({ length: 201 }, (_, n) => `  - { name: s${n}, does: wait, with: { for: 1s } }`).join('\n') }),
      '2: steps',
      '201 steps, and 200 is the most',
    ],
    ['a name with a slash', yaml({ name: 'a/b' }), '1: name', '"a/b" is no name'],
    ['a name that leads out of the folder', yaml({ name: '../up' }), '1: name', '"../up" is no name'],
    ['a name that is no text', yaml({ name: '2026' }), '1: name', '2026 is a number; a text is meant: put it in quotes'],
    [
      'settings that the handler refuses',
      yaml({ steps: '  - { name: a, does: wait, with: { for: 8d } }' }),
      '3: steps.a.with',
      'for is a time from 1s to 7d',
    ],
    [
      'settings that the handler does not know',
      yaml({ steps: '  - { name: a, does: wait, with: { for: 1s, fro: 2s } }' }),
      '3: steps.a.with',
      'it takes no "fro" (did you mean "for"?)',
    ],
    [
      'an unknown platform',
      yaml({ steps: '  - { name: a, does: collect, with: { platform: tiktokk } }' }),
      '3: steps.a.with',
      'no platform: "tiktokk" (did you mean "tiktok"?)',
    ],
    [
      'an unknown stream',
      yaml({ steps: '  - { name: a, does: collect, with: { platform: tiktok, streams: [trendin] } }' }),
      '3: steps.a.with',
      'tiktok has no stream "trendin" (did you mean "trending"?)',
    ],
    [
      'a window of two days',
      yaml({ steps: '  - { name: a, does: collect, with: { platform: tiktok, spread: 2d } }' }),
      '3: steps.a.with',
      'spread is a time from 1s to 24h',
    ],
    [
      'an id of 19 digits as a number',
      yaml({ steps: '  - { name: a, does: run-pipeline, with: { pipeline: b, parameters: { x: 7123456789012345678 } } }' }),
      '3: steps.a.with.parameters.x',
      '7123456789012345678 has more digits than a number keeps: put it in quotes',
    ],
  ])('%s', (_, text, place, part) => {
    const lines = linesOf(text);
    expect(lines, lines.join('\n')).toHaveLength(1);
    expect(lines[0]).toMatch(`mine.yaml:${place}: `);
    expect(lines[0]).toContain(part);
  });
});

describe('what is right is not complained of', () => {
  test.each([
    ['seconds first', scheduled('  cron: 30 0 9 * * *')],
    ['the last day of the month', scheduled('  cron: 0 9 L * *')],
    ['quiet over midnight', scheduled('  cron: 0 9 * * *\n  quiet: "23:00-07:00"')],
    [
      'keys with nothing behind them',
      stepped('    needs:\n    pool:\n    timeout:').replace('name: mine', 'name: mine\nschedule:\nparameters:\ntitle:'),
    ],
    [
      'a parameter that is none, where the handler can do without',
      yaml({ head: 'parameters: { list: }', steps: "  - { name: a, does: collect, with: { platform: soop, watchlist: '${list}' } }" }),
    ],
    [
      'a parameter inside a longer text',
      yaml({ head: 'parameters: { n: 5 }', steps: "  - { name: a, does: wait, with: { for: '${n}m' } }" }),
    ],
    [
      'a pipeline that begins another',
      yaml({ steps: '  - { name: a, does: run-pipeline, with: { pipeline: other, parameters: { n: 1, list: null } } }' }),
    ],
    ['sealing whatever waits', yaml({ steps: '  - { name: a, does: seal }' })],
  ])('%s', (_, text) => {
    expect(linesOf(text)).toEqual([]);
  });
});

describe('a definition that comes from no file', () => {
  const sound = loadPipeline(yaml(), 'mine.yaml', known);

  test('is checked in the same way, its places named after its steps', () => {
    const [step] = sound.steps;
    const problems = checkPipeline({ ...sound, steps: [{ ...step!, seats: Number.NaN, timeoutMs: 1.5, pool: 'none' }] }, known);
    expect(problems.map(({ place, line }) => [place, line])).toEqual([
      ['steps.pause.pool', null],
      ['steps.pause.seats', null],
      ['steps.pause.timeout', null],
    ]);
  });

  test('is not asked about handlers and pools that nobody named', () => {
    const [step] = sound.steps;
    expect(checkPipeline({ ...sound, steps: [{ ...step!, does: 'anything', pool: 'any' }] }, {})).toEqual([]);
  });

  test('is checked with the values it is to begin with', () => {
    const text = yaml({ head: 'parameters: { time: 5s }', steps: "  - { name: a, does: wait, with: { for: '${time}' } }" });
    const definition = loadPipeline(text, 'mine.yaml', known);
    expect(checkPipeline(definition, { ...known, values: { time: '1m' } })).toEqual([]);
    expect(checkPipeline(definition, { ...known, values: { time: 'soon' } }).map(({ message }) => message)).toEqual([
      'for is a time from 1s to 7d, such as 8h, not "soon"',
    ]);
  });

  test('whose handler throws while it checks is told what it threw', () => {
    const handlers = {
      wait: {
        check: () => {
          throw new Error('cannot even');
        },
      },
    };
    expect(checkPipeline(sound, { handlers }).map(({ place, message }) => [place, message])).toEqual([['steps.pause.with', 'cannot even']]);
  });
});
