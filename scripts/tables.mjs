/** Reads what the migrations make: tables with their columns, keys and the comments above them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of a column's line that a reader of the data needs. */
const columnOf = (line, comment) => {
  const [, name, rest] = /^(?:add column )?([a-z_]+) (.+)$/.exec(line) ?? [];
  if (!name || ['unique', 'check', 'foreign', 'constraint', 'alter', 'drop'].includes(name)) return undefined;
  const [type] = /^(?:double precision|[a-z]+(?:\[\])?)/.exec(rest);
  const isKey = rest.includes('primary key');
  const refers = /references (\w+)/.exec(rest);
  const values = /check \(\w+ in \(([^)]*)\)\)/.exec(rest);
  const about = [
    comment.replace(/\.$/, ''),
    refers && `row of [\`${refers[1]}\`](#${refers[1]})`,
    values && `one of ${values[1].replaceAll("'", '`')}`,
  ];
  return { name, isKey, type: rest.includes('not null') || isKey ? type : `${type}, may be null`, about: about.filter(Boolean).join('; ') };
};

/** The tables as all migrations of a folder together make them, in the order of their making. */
export const tablesOf = (folder) => {
  const tables = new Map();
  let table;
  let comment = '';
  const lines = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  for (const line of lines.map((each) => each.trim())) {
    if (line.startsWith('-- ')) {
      comment += (comment && ' ') + line.slice(3);
      continue;
    }
    const [start, verb, name] = /^(create|alter) table (\w+)(?: \()?/.exec(line) ?? [];
    if (verb === 'create') tables.set(name, { name, about: comment, key: [], columns: [] });
    if (name) table = tables.get(name);
    const rest = start ? line.slice(start.length).trim() : line;
    const key = /^primary key \(([^)]*)\)/.exec(rest);
    if (table && key) table.key = key[1].split(', ');
    else if (table && rest && !rest.startsWith(')')) {
      const column = columnOf(rest.replace(/[,;]$/, ''), start ? '' : comment);
      if (column) table.columns.push(column);
      if (column?.isKey) table.key = [column.name];
    }
    if (line.endsWith(';')) table = undefined;
    comment = '';
  }
  return [...tables.values()];
};
