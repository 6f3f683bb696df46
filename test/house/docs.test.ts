import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sources } from '../../src/sources/index.ts';
import { filesOf, root } from './files.ts';

const pages = filesOf(['README.md', 'README.ko.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs'], ['.md']);
const page = (path: string): string => pages.find((each) => each.path === path)!.text;
const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, '');

/** A heading's anchor as GitHub makes it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const anchors = (text: string): string[] => [
  ...[...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!)),
  ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!),
];

describe('the documentation', () => {
  test('every relative link leads to a file, and to a heading in it', () => {
    const broken: string[] = [];
    for (const { path, text } of pages) {
      for (const [, link] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(link!)) continue;
        const [file, id] = link!.split('#') as [string, string?];
        const target = file === '' ? join(root, path) : join(root, dirname(path), file);
        const found = existsSync(target) && (id === undefined || anchors(readFileSync(target, 'utf8')).includes(id));
        if (!found) broken.push(`${path} -> ${link}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('every page of docs can be reached from the README', () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const text = pages.find((each) => each.path === path)?.text ?? '';
      for (const [, link] of text.matchAll(/\]\(([^)\s#]+)/g)) visit(join(dirname(path), link!));
    };
    visit('README.md');
    expect(pages.map((each) => each.path).filter((path) => !seen.has(path))).toEqual([]);
  });

  test('both languages of the README have the same chapters and the same commands', () => {
    const headings = (text: string) => [...withoutCode(text).matchAll(/^(#+) /gm)].map(([, level]) => level);
    const commands = (text: string) =>
      [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!.replace(/ *#.*$/gm, '').trim());
    expect(headings(page('README.ko.md'))).toEqual(headings(page('README.md')));
    expect(commands(page('README.ko.md'))).toEqual(commands(page('README.md')));
  });

  test('every error code that a page names is in the catalogue', () => {
    const named = new Set(pages.flatMap(({ text }) => [...text.matchAll(/TDM_[A-Z_]+[A-Z]/g)].map(([code]) => code)));
    const catalogue = readFileSync(join(root, 'src/domain/error-catalogue.ts'), 'utf8');
    expect([...named].filter((code) => !catalogue.includes(`  ${code}: {`))).toEqual([]);
  });

  test('every command that a page tells the reader to type is one of the program', () => {
    const typed = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
        [...block!.matchAll(/^(?:[A-Z_]+=\S+ )*bin\/tidemark (?:--\S+(?: \S+)? )*([a-z]+)/gm)].map(([, name]) => ({ path, name: name! })),
      ),
    );
    const help = spawnSync(join(root, 'bin', 'tidemark'), ['--help'], { encoding: 'utf8' }).stdout;
    const known = new Set([...help.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name));
    expect(typed.length).toBeGreaterThan(0);
    expect(typed.filter(({ name }) => !known.has(name))).toEqual([]);
  });

  test('every setting the program reads is documented, and none besides', () => {
    const source = filesOf(['src'], ['.ts']).map(({ text }) => text);
    // What a source needs is declared by it, and read from the environment by that name.
    const declared = sources.flatMap(({ settings = [] }) => settings.map(({ name }) => name));
    const read = new Set([
      ...declared,
      ...source.flatMap((text) =>
        [
          ...text.matchAll(
            /\b(TIDEMARK_[A-Z_]+|DATABASE_URL|LAKE_URL|AWS_[A-Z0-9_]*[A-Z0-9]|PRIVACY_NAMES|BROWSER_ENDPOINTS|CHROME_PATH|(?:HTTPS?|NO)_PROXY)\b/g,
          ),
        ].map(([name]) => name),
      ),
    ]);
    const described = new Set([...page('docs/reference/settings.md').matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, name]) => name));
    expect(described).toEqual(read);
  });
});
