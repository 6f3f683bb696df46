/**
 * Writes the parts of docs/ that are taken from the code, between `<!-- generated: NAME -->` and `<!-- end -->`; the prose around them
 * is written by hand. `--check` writes nothing and ends with 1 when a page is behind the code.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onProjectNode, relative, root, say } from './setup.mjs';
import { tablesOf } from './tables.mjs';

onProjectNode();
const { catalogue, isSettled, mustWait, stopsSource } = await import('../src/domain/index.ts');

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const source = (...parts) => readFileSync(join(root, 'src', ...parts), 'utf8');

/** What a task does after an outcome. */
const follows = (outcome) => {
  if (isSettled(outcome)) return 'read; goes on';
  if (stopsSource(outcome)) return 'the source stops until you act';
  if (mustWait(outcome)) return 'waits; charged nothing';
  return 'keeps its place; asked again';
};

const blocks = {
  /** Every error by consequence, in the order of the catalogue. */
  errors: () => {
    const byConsequence = Map.groupBy(Object.entries(catalogue), ([, { consequence }]) => consequence);
    return [...byConsequence]
      .map(([consequence, entries]) => {
        const rows = entries.map(([code, { message, next }]) => [
          `<a id="${code.toLowerCase()}"></a>\`${code}\``,
          cell(message),
          cell(next),
        ]);
        return `### ${consequence}\n\n${table(['Code', 'What it says', 'What to do'], rows)}`;
      })
      .join('\n\n');
  },
  /** The named outcomes with the comment beside each, and what follows. */
  outcomes: () => {
    const text = source('domain', 'outcome.ts');
    const rows = [...text.matchAll(/^ {2}'([a-z-]+)', \/\/ (.+)$/gm)].map(([, name, meaning]) => [
      `\`${name}\``,
      cell(meaning),
      follows(name),
    ]);
    return table(['Outcome', 'Meaning', 'Then'], rows);
  },
  /** Every table with its columns and the comments of the migrations. */
  tables: () =>
    tablesOf(join(root, 'src', 'store', 'migrations'))
      .map(({ name, about, key, columns }) => {
        const rows = columns.map((column) => [
          `\`${column.name}\`${key.includes(column.name) ? ' (key)' : ''}`,
          column.type,
          cell(column.about),
        ]);
        return [`### \`${name}\``, about, table(['Column', 'Type', 'About'], rows)].filter(Boolean).join('\n\n');
      })
      .join('\n\n'),
};

const pages = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? pages(join(folder, entry.name)) : entry.name.endsWith('.md') ? [join(folder, entry.name)] : [],
  );

const check = process.argv.includes('--check');
let behind = 0;
for (const file of pages(join(root, 'docs'))) {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(/(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, open, name, close) => {
    if (!blocks[name]) throw new Error(`${relative(file)} asks for the unknown block "${name}"`);
    return `${open}\n${blocks[name]()}\n\n${close}`;
  });
  if (after === before) continue;
  behind += 1;
  if (!check) writeFileSync(file, after);
  say(`${relative(file)} ${check ? 'is behind the code; run: node scripts/docs.mjs' : 'written'}`);
}
process.exit(check && behind > 0 ? 1 : 0);
