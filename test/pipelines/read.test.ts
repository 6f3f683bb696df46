import { describe, expect, test } from 'vitest';
import { durationMs, durationText, loadPipeline, readPipeline } from '../../src/pipelines/index.ts';
import { known, linesOf, yaml } from './support.ts';

describe('a pipeline file', () => {
  test('says what it does in short forms, and the rest has sensible values', () => {
    expect(
      loadPipeline(yaml({ steps: '  - { name: naver, does: collect, with: { platform: naver-webtoon } }' }), 'mine.yaml', known),
    ).toEqual({
      name: 'mine',
      title: 'mine',
      parameters: {},
      schedule: null,
      steps: [
        {
          ...{ name: 'naver', needs: [], does: 'collect', with: { platform: 'naver-webtoon' } },
          ...{ pool: 'collect', seats: 1, retries: 3, retryDelayMs: 60_000, timeoutMs: 24 * 3_600_000 },
        },
      ],
    });
  });

  test('says all of it when it wants to', () => {
    const text = `
name: evening
title: Every evening
schedule: { cron: 30 18 * * MON-FRI, zone: Europe/Berlin, jitter: 90s, quiet: "23:00-07:00", catchUp: 3, paused: true }
parameters:
  limit: { type: number, title: How many, default: 10, min: 1, max: 100 }
  order: { title: Order, default: newest, choices: [newest, oldest] }
  deep: true
  watchlist:
steps:
  - name: naver
    does: collect
    with: { platform: naver-webtoon, streams: episodes, watchlist: '\${watchlist}', spread: 1h30m }
    pool: heavy
    seats: 4
    retries: 0
    retryDelay: 5m
    timeout: 2h
  - { name: sums, does: refresh, needs: naver, with: { platform: naver-webtoon } }
  - { name: after, does: wait, needs: [naver, sums], with: { for: 30s } }
`;
    const { title, schedule, parameters, steps } = loadPipeline(text, 'evening.yaml', known);
    expect(title).toBe('Every evening');
    expect(schedule).toEqual({
      ...{
        cron: '30 18 * * MON-FRI',
        zone: 'Europe/Berlin',
        jitterMs: 90_000,
        quiet: { from: '23:00', to: '07:00' },
        catchUp: 3,
        paused: true,
      },
    });
    expect(parameters).toEqual({
      limit: { type: 'number', title: 'How many', default: 10, min: 1, max: 100 },
      order: { type: 'text', title: 'Order', default: 'newest', choices: ['newest', 'oldest'] },
      deep: { type: 'boolean', title: 'deep', default: true },
      watchlist: { type: 'text', title: 'watchlist', default: null },
    });
    expect(steps[0]).toMatchObject({ pool: 'heavy', seats: 4, retries: 0, retryDelayMs: 300_000, timeoutMs: 7_200_000 });
    expect(steps.map(({ needs }) => needs)).toEqual([[], ['naver'], ['naver', 'sums']]);
  });

  test('is the same in JSON, also indented by tabs, with escapes and behind a byte order mark', () => {
    const value = { name: 'mine', title: 'Märchen 동화 \u{1f30a} "x"', steps: [{ name: 'pause', does: 'wait', with: { for: '1s' } }] };
    const escaped = JSON.stringify(value, null, '\t').replace(
      /[^\x20-\x7e\t\n]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const fromJson = loadPipeline(`\uFEFF${escaped}`, 'mine.json', known);
    expect(fromJson.title).toBe(value.title);
    expect(fromJson).toEqual(loadPipeline(JSON.stringify(value), 'mine.yaml', known));
  });

  test('means by a word what YAML 1.2 means: no is a text, and a time of day is no number', () => {
    const { steps } = loadPipeline(
      `%YAML 1.1\n---\nname: mine\nsteps:\n  - { name: a, does: any, with: { answer: no, at: 23:00, octal: 010, id: "7123456789012345678" } }\n`,
      'mine.yaml',
    );
    expect(steps[0]!.with).toEqual({ answer: 'no', at: '23:00', octal: 10, id: '7123456789012345678' });
  });

  test('may use an anchor for what it says often', () => {
    const text = yaml({ steps: '  - { name: a, does: wait, with: &pause { for: 5s } }\n  - { name: b, does: wait, with: *pause }' });
    expect(loadPipeline(text, 'mine.yaml', known).steps[1]!.with).toEqual({ for: '5s' });
  });

  test('that is broken is thrown as TDM_PIPELINE_INVALID with its first problem, the number of the others, and all of them in the details', () => {
    const text = yaml({ head: 'titel: x', steps: '  - { name: pause, does: wiat, with: { for: 1s }, seats: 0 }' });
    const error = (() => {
      try {
        return loadPipeline(text, 'mine.yaml', known);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: 'TDM_PIPELINE_INVALID', consequence: 'operator', exitCode: 3 });
    expect((error as Error).message).toBe(
      'the pipeline cannot be used: mine.yaml:2: titel: there is no key "titel" here (did you mean "title"?) (and 2 more)',
    );
    expect((error as { details: { problems: unknown[] } }).details.problems).toHaveLength(3);
  });
});

describe('a file with many mistakes', () => {
  const text = `name: My/Pipe
titel: x
schedule:
  cron: 61 9 * * *
  zone: Asia/Soul
  quiet: 25:00-07:00
  jitter: 30
parameters:
  a: { type: int }
steps:
  - name: one
    does: colect
    needs: [two, three]
  - name: two
    does: collect
    needs: one
    with: { platform: tiktokk, watchlist: '\${a}', who: '\${lmit}' }
    pool: hevy
    seats: 100
    retries: 1.5
    timeout: 8d
  - name: two
    does: wait
    with: { for: 1s }
  - does: wait
    with: { for: 1s }
    timeout: 30
`;

  test('is told all of them in one go, from the top to the end, each with its line and place', () => {
    expect(linesOf(text).map((line) => /^mine.yaml:(\d+: [^:]+)/.exec(line)![1])).toEqual([
      '1: name',
      '2: titel',
      '4: schedule.cron',
      '5: schedule.zone',
      '6: schedule.quiet',
      '7: schedule.jitter',
      '9: parameters.a.type',
      '12: steps.one.does',
      '13: steps.one.needs[1]',
      '13: steps.one.needs',
      '17: steps.two.with.who',
      '18: steps.two.pool',
      '19: steps.two.seats',
      '20: steps.two.retries',
      '21: steps.two.timeout',
      '22: steps.two.name',
      '25: steps[3].name',
      '27: steps[3].timeout',
    ]);
  });

  test('is told none of them twice: what cannot be read is not complained of by the next check', () => {
    const places = linesOf(text).map((line) => /^mine.yaml:\d+: [\w.[\]-]+/.exec(line)![0]);
    expect(new Set(places).size).toBe(places.length);
    expect(linesOf(text).filter((line) => line.includes('"a"'))).toEqual([]);
  });

  test('has no definition', () => {
    expect(readPipeline(text, 'mine.yaml', known)).toMatchObject({ name: 'My/Pipe', definition: null });
  });
});

describe('a duration', () => {
  test.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1h30m', 5_400_000],
    ['0s', 0],
  ])('%s is %d ms, and is written so again', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
    expect(durationText(ms)).toBe(text);
  });

  test.each(['', '30', 's', '1.5h', '-5m', '5 m', '5min', '1h 30m', '9999999999s'])('"%s" is none', (text) => {
    expect(durationMs(text)).toBeNull();
  });
});
