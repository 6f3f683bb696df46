import { posix } from 'node:path';
import { saveAgain, unreadable, unsafe } from '../refusal.ts';
import type { Archive } from './archive.ts';
import { readXml } from './xml.ts';

export interface WorkbookSheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** The part with the shared strings; a workbook may have none. */
  readonly strings: string | undefined;
}

interface Relation {
  readonly id: string;
  /** The last word of its type: `worksheet`, `sharedStrings`. */
  readonly type: string;
  readonly target: string;
}

/** Finds the sheets of a workbook, as its relations name them. Throws TDM_TABLE_UNREADABLE for a zip that is no workbook. */
export const readWorkbook = async (archive: Archive): Promise<Workbook> => {
  const part = (await relationsOf(archive, '')).find(({ type }) => type === 'officeDocument')?.target;
  if (part === undefined || !part.toLowerCase().endsWith('.xml') || !archive.has(part)) throw noWorkbook(archive);
  const relations = new Map((await relationsOf(archive, part)).map((relation) => [relation.id, relation]));
  const sheets: WorkbookSheet[] = [];
  let root = '';
  await readXml(archive.read(part), part, {
    open: (name, attributes) => {
      root ||= name;
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1];
      const relation = relations.get(id ?? '');
      if (relation?.type !== 'worksheet') return;
      sheets.push({ name: attributes['name'] ?? '', hidden: /hidden/i.test(attributes['state'] ?? ''), part: relation.target });
    },
  });
  if (root !== 'workbook') throw noWorkbook(archive);
  if (sheets.length === 0) throw unreadable('it has no sheet with cells', saveAgain);
  return { sheets, strings: [...relations.values()].find(({ type }) => type === 'sharedStrings')?.target };
};

const relationsOf = async (archive: Archive, part: string): Promise<Relation[]> => {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const relations: Relation[] = [];
  if (!archive.has(name)) return relations;
  await readXml(archive.read(name), name, {
    open: (tag, attributes) => {
      if (tag !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      const target = attributes['Target'] ?? '';
      relations.push({
        id: attributes['Id'] ?? '',
        type: (attributes['Type'] ?? '').split('/').at(-1)!,
        target: target.startsWith('/') ? posix.normalize(target.slice(1)) : posix.join(folder, target),
      });
    },
  });
  return relations;
};

const noWorkbook = (archive: Archive): Error => {
  const has = (pattern: RegExp): boolean => archive.names.some((name) => pattern.test(name));
  if (has(/^xl\/workbook\.bin$/)) return unreadable('it is an .xlsb, a binary workbook', saveAgain);
  if (has(/^content\.xml$/) && has(/^mimetype$/)) return unreadable('it is an OpenDocument file', saveAgain);
  if (has(/^word\//) || has(/^ppt\//)) return unreadable('it is a document or a presentation, no workbook', 'give the .xlsx');
  if (has(/^index\/.*\.iwa$/)) return unreadable('it is a Numbers file', 'export it from Numbers as Excel (.xlsx) or CSV');
  return unreadable('it is a zip and no workbook', 'unpack it, and give the .xlsx, .csv or .json inside');
};

/** Refuses a workbook that has a DTD in any part, read or not: no spreadsheet program writes one. */
export const refuseDtd = async (archive: Archive): Promise<void> => {
  for (const name of archive.names) {
    if (!/\.(xml|rels|vml)$/.test(name)) continue;
    for await (const chunk of archive.read(name)) {
      if (/<!DOCTYPE/i.test(chunk.subarray(0, 4096).toString('latin1').replaceAll('\0', ''))) throw unsafe(`${name} has a DTD`);
      break;
    }
  }
};
