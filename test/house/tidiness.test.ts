import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf, linesMatching, root } from './files.ts';

const code = filesOf(['src', 'web/src', 'test', 'bench', 'scripts'], ['.ts', '.tsx', '.mjs', '.sql', '.css']);
const everything = filesOf(
  [
    'src',
    'web',
    'test',
    'bench',
    'scripts',
    'docs',
    'models',
    'bin',
    '.ci',
    'README.md',
    'README.ko.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'package.json',
  ],
  ['.ts', '.tsx', '.mjs', '.sql', '.css', '.md', '.json', 'run', 'tidemark', '.html'],
);

/** The words are put together here so that this file does not find itself. */
const word = (...parts: string[]): string => parts.join('');

describe('the house is tidy', () => {
  test('no source file is longer than 500 lines', () => {
    const long = filesOf(['src', 'web/src'], ['.ts', '.tsx']).filter(({ text }) => text.split('\n').length > 501);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('every folder of src has its door', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const without = folders.filter(({ name }) => {
      const inside = readdirSync(join(root, 'src', name));
      return inside.length > 0 && !inside.includes('index.ts') && !(name === 'cli' && inside.includes('main.ts'));
    });
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('nothing is left half done: no marks for later, no silenced checks, no focused tests', () => {
    const marks = [word('TO', 'DO'), word('FIX', 'ME'), word('@ts-', 'ignore'), word('\\.on', 'ly\\('), word('not imple', 'mented')];
    expect(linesMatching(code, new RegExp(marks.join('|')))).toEqual([]);
  });

  test('no file names a folder of the machine it was written on', () => {
    const places = [word('/wo', 'rk/'), word('/ro', 'ot/'), word('/ho', 'me/[a-z]'), word('/Us', 'ers/')];
    expect(linesMatching(everything, new RegExp(places.join('|')))).toEqual([]);
  });

  test('the lock file names no registry host, so that any mirror serves', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
    expect(linesMatching(everything, new RegExp(word('registry\\.', 'npmjs')))).toEqual([]);
  });

  test('versions are exact, and no dependency outside the lock runs a script of its own', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const loose = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('everything in the lock that runs on Linux x64 is there: a fresh clone can be installed', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optional?: boolean; version?: string }>;
    };
    const missing = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional && !existsSync(join(root, path)));
    expect(missing.map(([path]) => path)).toEqual([]);
  });
});
