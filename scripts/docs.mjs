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
const { sources, sourcesReport } = await import('../src/sources/index.ts');
const { createProgram } = await import('../src/cli/program.ts');
const program = await createProgram();

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

/** What `--help` prints, at a width that fits a page. */
const helpOf = (command) => {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110, getOutHasColors: () => false });
  command.outputHelp();
  return text.trim();
};

const budgetOf = ({ budget }) => (budget ? `${budget.units} units, from midnight in ${budget.zone}` : 'none');

const inCode = (names) => names.map((name) => `\`${name}\``).join(', ');

/** Of a source by its report: what is open to everybody, and what each group of settings opens besides. */
const keysOf = ({ platform, title, streams }) => {
  const open = streams.filter(({ withoutKey }) => withoutKey).map(({ name }) => name);
  const free = open.length === 0 ? 'nothing' : open.length === streams.length ? `everything: ${inCode(open)}` : inCode(open);
  const keyed = streams.flatMap((stream) =>
    stream.endpoints.filter(({ missing }) => missing.length > 0).map((each) => ({ ...each, stream })),
  );
  const groups = [...Map.groupBy(keyed, ({ missing }) => inCode(missing))].map(([names, endpoints]) => {
    const opened = [...new Set(endpoints.map(({ stream }) => stream))];
    const more = opened.filter(({ withoutKey }) => !withoutKey).map(({ name }) => name);
    const other = opened.filter(({ withoutKey }) => withoutKey).map(({ name }) => name);
    const gains = [more.length > 0 && inCode(more), other.length > 0 && `another way to ${inCode(other)}`].filter(Boolean);
    return `${names}: ${gains.join('; ')}`;
  });
  return [`[${title}](#${anchor(`${title} (\`${platform}\`)`)})`, free, groups.join('<br>') || 'no key is used'];
};

/** A heading's anchor as GitHub makes it. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const countOpen = ({ streams }) => streams.filter(({ withoutKey }) => withoutKey).length / streams.length;

const range = (option) => (option.type === 'number' ? `${option.min} to ${option.max}` : 'true or false');

const blocks = {
  /** Every command and its sub-commands as `--help` shows them. */
  commands: () =>
    program.commands
      .flatMap((command) => [
        `## ${command.name()}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
        ...command.commands.map((each) => `### ${command.name()} ${each.name()}\n\n\`\`\`text\n${helpOf(each)}\n\`\`\``),
      ])
      .join('\n\n'),
  /** The options every command understands. */
  program: () => `\`\`\`text\n${helpOf(program)}\n\`\`\``,
  /** Every stream and endpoint, with how sure we are of it. */
  sources: () =>
    sources
      .map(({ platform, title, zone, hosts, streams }) => {
        const rows = streams.flatMap((stream) =>
          stream.endpoints.map((endpoint) => [
            `\`${platform}/${stream.name}:${endpoint.name}\``,
            endpoint.evidence,
            endpoint.method,
            inCode(endpoint.needs ?? []) || 'nothing',
            [...Map.groupBy(endpoint.privateFields, (field) => field.slice(0, field.lastIndexOf('.')))]
              .map(([where, fields]) => `${fields.length} in \`${where}\``)
              .join(', '),
          ]),
        );
        const about = streams.map((stream) => `- \`${stream.name}\`: ${stream.title}`).join('\n');
        return `### ${title} (\`${platform}\`)\n\nDays in ${zone}; hosts ${hosts.map((host) => `\`${host}\``).join(', ')}.\n\n${about}\n\n${table(['Name for `parse`', 'How sure', 'Method', 'Needs', 'Private fields'], rows)}`;
      })
      .join('\n\n'),
  /** What is open without a key, and which settings open more. */
  keys: () =>
    table(
      ['Platform', 'Streams without any key', 'Settings, and what they open'],
      sourcesReport()
        .sources.toSorted((one, other) => countOpen(other) - countOpen(one))
        .map(keysOf),
    ),
  /** What an operator may have to bring to a platform. */
  'source-settings': () =>
    table(
      ['Setting', 'Default', 'Meaning'],
      sources.flatMap(({ title, settings = [] }) =>
        settings.map((setting) => [
          `\`${setting.name}\``,
          setting.default === undefined ? 'none' : `\`${setting.default}\``,
          cell(`${title}: ${setting.title}${setting.kind === 'secret' ? '. Secret' : ''}.`),
        ]),
      ),
    ),
  /** What may be changed of a platform at run time. */
  options: () =>
    table(
      ['Platform', 'Option', 'Default', 'Values', 'Meaning'],
      sources.flatMap(({ platform, options = [] }) =>
        options.map((option) => [`\`${platform}\``, `\`${option.name}\``, option.default, range(option), cell(option.title)]),
      ),
    ),
  /** The lanes that sources declare. */
  lanes: () =>
    table(
      ['Lane', 'Interval', 'Concurrency', 'Budget'],
      sources.flatMap(({ lanes }) => lanes.map((lane) => [`\`${lane.name}\``, `${lane.intervalMs} ms`, lane.concurrency, budgetOf(lane)])),
    ),
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
