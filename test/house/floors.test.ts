import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './files.ts';

/** Each folder's floor; the house in docs/architecture.md. */
const floors = {
  cli: 7,
  api: 6,
  pipelines: 5,
  jobs: 4,
  collect: 4,
  insight: 4,
  sources: 3,
  lake: 3,
  catalog: 3,
  notify: 3,
  net: 2,
  tabular: 2,
  store: 1,
  domain: 0,
} as const;
const names = Object.keys(floors) as (keyof typeof floors)[];

const mayImport = (from: string, to: string): boolean => {
  if (from === 'sim') return to === 'domain';
  if (to === 'sim') return from === 'cli';
  return floors[to as keyof typeof floors] < floors[from as keyof typeof floors];
};

let house: string;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'tidemark-house-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
};

/** Lints the copy and returns the files in which a rule bit, with its name. */
const bitten = (): { file: string; rule: string }[] => {
  const lint = [join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'), '--format=json', 'src'];
  let report: string;
  try {
    report = execFileSync(process.execPath, lint, { cwd: house, encoding: 'utf8', maxBuffer: 16 << 20 });
  } catch (error) {
    report = (error as { stdout: string }).stdout;
  }
  const { diagnostics } = JSON.parse(report) as { diagnostics: { filename: string; code: string }[] };
  return diagnostics.map(({ filename, code }) => ({ file: filename, rule: code }));
};

const bittenBy = (rule: string): string[] =>
  [
    ...new Set(
      bitten()
        .filter((each) => each.rule.includes(rule))
        .map((each) => each.file),
    ),
  ].sort();

describe('the rule for the floors', () => {
  test('every folder of src has its floor', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...names, 'sim'].sort()).toEqual(expect.arrayContaining(folders.map((entry) => entry.name)));
  });

  test('an import from the same floor or above is an error, one from below through the door is none', () => {
    const everyone = [...names, 'sim'];
    const forbidden: string[] = [];
    for (const to of everyone) write(`src/${to}/index.ts`, 'export const thing = 1;\n');
    for (const from of everyone) {
      for (const to of everyone) {
        if (from === to) continue;
        const flat = `src/${from}/uses-${to}.ts`;
        const deep = `src/${from}/inner/uses-${to}.ts`;
        write(flat, `import { thing } from '../${to}/index.ts';\nexport const more = thing + 1;\n`);
        write(deep, `export * from '../../${to}/index.ts';\n`);
        if (!mayImport(from, to)) forbidden.push(flat, deep);
      }
    }
    expect(bittenBy('no-restricted-imports')).toEqual(forbidden.sort());
    rmSync(join(house, 'src'), { recursive: true });
  });

  test.each([
    ['past a door', 'src/api/a.ts', "import { thing } from '../store/inner.ts';\nexport const more = thing;\n"],
    ['past a door into a folder with a door of its own', 'src/api/b.ts', "export * from '../sources/naver-webtoon/index.ts';\n"],
    ['as a type only', 'src/store/c.ts', "import type { Thing } from '../net/index.ts';\nexport const more = (thing: Thing) => thing;\n"],
    ['at run time', 'src/store/d.ts', "export const load = () => import('../cli/index.ts');\n"],
    ['out of src', 'src/store/e.ts', "export * from '../../test/support/x.ts';\n"],
  ])('it bites an import %s', (_, path, text) => {
    write(path, text);
    expect(bittenBy('no-restricted-imports')).toEqual([path]);
    rmSync(join(house, path));
  });

  test('a default export, console outside cli, `any` and a cycle are errors too', () => {
    write('src/store/default.ts', 'export default 1;\n');
    write('src/store/talks.ts', "console.log('x');\nexport const x = 1;\n");
    write('src/cli/talks.ts', "console.log('x');\nexport const x = 1;\n");
    write('src/store/any.ts', 'export const x = (y: any) => y;\n');
    write('src/store/one.ts', "import { two } from './two.ts';\nexport const one = () => two;\n");
    write('src/store/two.ts', "import { one } from './one.ts';\nexport const two = () => one;\n");
    expect(bittenBy('no-default-export')).toEqual(['src/store/default.ts']);
    expect(bittenBy('no-console')).toEqual(['src/store/talks.ts']);
    expect(bittenBy('no-explicit-any')).toEqual(['src/store/any.ts']);
    expect(bittenBy('no-cycle')).toEqual(['src/store/one.ts', 'src/store/two.ts']);
  });
});
