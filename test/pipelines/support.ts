import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { handlerForms, problemLine, readPipeline } from '../../src/pipelines/index.ts';
import type { Known } from '../../src/pipelines/index.ts';

export const known: Known = { handlers: handlerForms, pools: ['collect', 'heavy', 'light'] };

/** A folder of the operator with these files; removed when the tests of the file have ended. */
export const folderWith = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-pipelines-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};

/** What a person reads of the problems of a text. */
export const linesOf = (text: string, name = 'mine.yaml', more: Known = {}): string[] =>
  readPipeline(text, name, { ...known, ...more }).problems.map((problem) => problemLine(name, problem));

/** The smallest pipeline that can be run, with a schedule, parameters or steps of its own. */
export const yaml = ({ name = 'mine', head = '', steps = '  - { name: pause, does: wait, with: { for: 1s } }' } = {}): string =>
  `name: ${name}\n${head === '' ? '' : `${head}\n`}steps:\n${steps}\n`;
