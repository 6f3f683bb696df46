import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A file of the checkout: its path as a person writes it, and its text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(['node_modules', 'dist', '.git', 'data', 'results']);

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    return entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)];
  });

/** Every file below these folders (or the file itself) whose name ends in one of `endings`. */
export const filesOf = (places: readonly string[], endings: readonly string[] = ['']): TextFile[] =>
  places
    .map((place) => join(root, place))
    .filter((place) => existsSync(place))
    .flatMap((place) => (readdirOrNull(place) ? walk(place) : [place]))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));

const readdirOrNull = (place: string) => {
  try {
    return readdirSync(place);
  } catch {
    return null;
  }
};

/** Every line of the files that matches, as `path:line: text`. */
export const linesMatching = (files: readonly TextFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
