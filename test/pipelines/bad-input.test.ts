import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPipeline, readPipelineFile } from '../../src/pipelines/index.ts';
import { folderWith, known, linesOf, yaml } from './support.ts';

describe('a text that is no pipeline', () => {
  test.each([
    ['nothing', '', 'mine.yaml:1: the file is empty'],
    ['only blanks', ' \n \n', 'mine.yaml:1: the file is empty'],
    ['only a comment', '# later\n', 'mine.yaml:1: the file is empty'],
    ['a word', 'hello', 'mine.yaml:1: "hello" is a text; a pipeline, with name and steps, is meant'],
    ['a list', '- name: a\n- name: b\n', 'mine.yaml:1: this is a list; a pipeline'],
    ['tabs', 'name: mine\nsteps:\n\t- name: a\n', 'mine.yaml:3: a tab indents this line; YAML takes blanks only'],
    ['a quote that is not closed', 'name: "mine\nsteps: []\n', 'mine.yaml:3: this is no YAML: Missing closing "quote'],
    ['two documents', `${yaml()}---\n${yaml()}`, 'mine.yaml:4: the file holds several documents'],
    [
      'a cron line that begins with a star',
      yaml({ head: 'schedule:\n  cron: */5 * * * *\n  zone: UTC' }),
      'mine.yaml:3: a text that begins with *',
    ],
    ['an alias for nothing', yaml({ name: '*mine' }), 'mine.yaml:1: name: "*mine" stands for nothing'],
    ['a key twice', `${yaml()}name: again\n`, 'mine.yaml:4: name: "name" is given twice'],
    [
      'a key twice, one of them quoted',
      yaml({ steps: '  - { name: a, "name": b, does: wait, with: { for: 1s } }' }),
      'mine.yaml:3: steps.a.name: "name" is given twice',
    ],
    ['a tag', yaml({ head: 'title: !secret x' }), 'mine.yaml:2: tags have no meaning here'],
    ['a tag of YAML 1.1', yaml({ head: 'title: !!binary aGVsbG8=' }), 'mine.yaml:2: tags have no meaning here'],
    ['a key that is a list', '? [a]\n: 1\n', 'mine.yaml:1: a key is a plain word'],
    [
      'a key that would change every object',
      yaml({ steps: '  - { name: a, does: wait, with: { for: 1s, __proto__: { x: 1 } } }' }),
      'mine.yaml:3: steps.a.with.__proto__: "__proto__" cannot be a key',
    ],
    [
      'a merge',
      yaml({ steps: '  - { name: a, does: wait, with: { for: 1s }, <<: { seats: 2 } }' }),
      'mine.yaml:3: steps.a.<<: there is no key "<<" here',
    ],
    [
      'infinity',
      yaml({ steps: '  - { name: a, does: wait, with: { for: 1s }, seats: .inf }' }),
      'mine.yaml:3: steps.a.seats: this is no finite number',
    ],
  ])('%s', (_, text, line) => {
    const lines = linesOf(text);
    expect(lines, lines.join('\n')).toHaveLength(1);
    expect(lines[0]).toContain(line);
  });

  test('a JSON file with a comma too many says that it is no JSON', () => {
    expect(linesOf('{ "name": "mine", }', 'mine.json')[0]).toMatch(/^mine.json: this is no JSON: /);
  });

  test('a JSON file with a key twice is told so, although JSON.parse is not', () => {
    expect(
      linesOf('{\n"name": "a",\n"name": "b",\n"steps": [{"name": "x", "does": "wait", "with": {"for": "1s"}}]\n}', 'mine.json'),
    ).toEqual(['mine.json:3: name: "name" is given twice']);
  });
});

describe('what is built to cost time or memory is refused at once', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghi'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`),
  ];

  const long = 'a'.repeat(28);
  const near = Array.from({ length: 401 }, (_, n) => `- { name: ${long}${n}, does: any, needs: b${n} }`);
  const parameters = Array.from({ length: 2000 }, (_, n) => `  p${n}: 1`).join('\n');
  const uses = Array.from({ length: 4000 }, (_, n) => `\${q${n}}`).join('');

  test.each([
    ['an alias bomb', bomb.join('\n'), 'more than 10000 values'],
    ['an alias of itself', 'name: mine\nsteps: &a [*a]\n', 'nested more than 24 deep'],
    ['a circle of aliases', 'a: &a { b: &b { c: *a } }\n', 'nested more than 24 deep'],
    ['ten thousand lists in each other', '['.repeat(10_000), 'nested more than 24 deep'],
    ['thirty thousand groups in each other', '{"a":'.repeat(10_000), 'nested more than 24 deep'],
    ['many keys', Array.from({ length: 10_001 }, (_, n) => `${n}:`).join('\n'), 'more than 10000 values'],
    ['thousands of names that are nearly known', `name: mine\nsteps:\n${near.join('\n')}\n`, '401 steps, and 200 is the most'],
    [
      'thousands of parameters that are nearly known',
      yaml({ head: `parameters:\n${parameters}`, steps: `  - { name: a, does: wait, with: { for: "${uses}" } }` }),
      'stands for nothing',
    ],
    ['10 MB', `# ${'x'.repeat(10 * 2 ** 20)}\n`, 'it has 10241 KiB, and a pipeline has 64 KiB at most'],
  ])('%s', (_, text, part) => {
    const started = process.cpuUsage();
    expect(linesOf(text)[0]).toContain(part);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(3);
  });
});

test('of thousands of problems a hundred are told, none of them longer than a paragraph', () => {
  const lines = linesOf(yaml({ head: Array.from({ length: 5000 }, (_, n) => `k${n}: 1`).join('\n') }));
  expect(lines).toHaveLength(101);
  expect(lines[100]).toBe('mine.yaml: there are 4900 more; correct these first');
  const [line] = linesOf(yaml({ steps: `  - { name: a, does: wait, with: { for: ${'9'.repeat(60_000)}s } }` }));
  expect(line!.length).toBeLessThan(500);
});

describe('a file that cannot be read as a text', () => {
  const ofFile = async (file: string): Promise<string> =>
    (await readPipelineFile(file, known)).problems.map(({ message }) => message).join('; ');

  test('is named with the reason', async () => {
    const folder = folderWith({
      'latin.yaml': Buffer.from('name: caf\xe9\n', 'latin1'),
      'utf16.yaml': Buffer.from(`\uFEFF${yaml()}`, 'utf16le'),
      'large.yaml': `# ${'x'.repeat(10 * 2 ** 20)}\n`,
    });
    mkdirSync(join(folder, 'x.yaml'));
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    expect(await ofFile(join(folder, 'latin.yaml'))).toBe('it is not written in UTF-8');
    expect(await ofFile(join(folder, 'utf16.yaml'))).toBe('it is not written in UTF-8');
    expect(await ofFile(join(folder, 'large.yaml'))).toContain('it has 10241 KiB');
    expect(await ofFile(join(folder, 'x.yaml'))).toBe('this is a folder, not a file');
    expect(await ofFile(join(folder, 'pipe.yaml'))).toBe('this is no ordinary file');
    expect(await ofFile(join(folder, 'none.yaml'))).toBe('it cannot be read: it does not exist');
  });

  test('that fills the limit to its last byte can be used, also behind a byte order mark', async () => {
    const folder = folderWith({});
    const text = yaml();
    const full = `${text}#${'x'.repeat(64 * 1024 - text.length - 1)}`;
    writeFileSync(join(folder, 'full.yaml'), `\uFEFF${full}`);
    writeFileSync(join(folder, 'over.yaml'), `\uFEFF${full}x`);
    expect(await ofFile(join(folder, 'full.yaml'))).toBe('');
    expect(await ofFile(join(folder, 'over.yaml'))).toContain('KiB');
  });
});

describe('whatever is written', () => {
  const sound = yaml({ head: 'schedule: { cron: 0 9 * * *, zone: Asia/Seoul }\nparameters: { a: 5, b: { default: x, choices: [x, y] } }' });

  test('either it can be used or it is told why, and nothing is thrown', () => {
    const spot = fc.record({ at: fc.nat(sound.length), cut: fc.nat(6), put: fc.stringMatching(/^[ -~\n\t]{0,6}$/) });
    fc.assert(
      fc.property(fc.array(spot, { minLength: 1, maxLength: 4 }), (spots) => {
        const text = spots.reduce((before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut), sound);
        const { definition, problems } = readPipeline(text, 'mine.yaml', known);
        expect(definition === null).toBe(problems.length > 0);
        for (const { message } of problems) expect(message).toMatch(/\S/);
      }),
      { numRuns: 500 },
    );
  });

  test('the same holds for any value at all', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const { definition, problems } = readPipeline(text, 'mine.json', known);
        expect(definition === null).toBe(problems.length > 0);
      }),
    );
  });

  test('and for any value in any place of a pipeline', () => {
    const step = {
      name: 'a',
      does: 'collect',
      needs: [],
      with: { platform: 'soop' },
      pool: 'collect',
      seats: 1,
      retries: 1,
      retryDelay: '1s',
      timeout: '1h',
    };
    const file: Record<string, unknown> = {
      name: 'mine',
      title: 'x',
      parameters: { a: 1 },
      schedule: { cron: '0 9 * * *', zone: 'UTC' },
      steps: [step],
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(file), ...Object.keys(step).map((key) => `steps.${key}`)),
        fc.jsonValue({ maxDepth: 3 }),
        (key, value) => {
          const changed = key.startsWith('steps.') ? { ...file, steps: [{ ...step, [key.slice(6)]: value }] } : { ...file, [key]: value };
          const { definition, problems } = readPipeline(JSON.stringify(changed), 'mine.json', known);
          expect(definition === null).toBe(problems.length > 0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
