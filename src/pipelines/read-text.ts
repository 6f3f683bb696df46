import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { YAMLError } from 'yaml';
import { reasonOf } from '../domain/index.ts';
import type { Json } from '../domain/index.ts';
import type { Finding, Path } from './problem.ts';

/** What a file may have at most: a pipeline of two hundred steps stays far below, and what is built to cost memory or time is refused at these marks. */
export const limits = {
  bytes: 64 * 1024,
  /** Values, those that aliases stand for counted each time. */
  values: 10_000,
  depth: 24,
} as const;

/** The value a file describes, as far as it could be read, and on which line each part of it stands. */
export interface ReadText {
  /** Undefined when nothing can be made of the text. */
  readonly value: Json | undefined;
  readonly findings: readonly (Finding & { readonly line?: number })[];
  /** The line, from 1, of the deepest part of a path that is there; null when there is no such text. */
  lineOf(path: Path): number | null;
}

const nothing = (message: string, line?: number): ReadText => ({
  value: undefined,
  findings: [{ path: [], message, ...(line === undefined ? {} : { line }) }],
  lineOf: () => line ?? null,
});

const empty = nothing('the file is empty; docs/how-to/pipelines.md shows what belongs into it', 1);

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;

/** Said of a text or a file that is over the limit. */
export const tooLarge = (bytes: number): string =>
  `it has ${kilobytes(bytes)}, and a pipeline has ${kilobytes(limits.bytes)} at most; split it, and let one pipeline begin the others (run-pipeline)`;

/** Reads YAML 1.2 (core schema, no tags) or JSON. Never throws: what is wrong is among the findings. */
export const readText = (given: string, format: 'yaml' | 'json'): ReadText => {
  const text = given.replace(/^\uFEFF/, '');
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.bytes) return nothing(tooLarge(bytes));
  if (text.trim() === '') return empty;
  if (format === 'yaml') return readYaml(text);
  try {
    JSON.parse(text);
  } catch (error) {
    return nothing(`this is no JSON: ${reasonOf(error)}`);
  }
  // Valid JSON is YAML too, but for tabs, which may indent there. So its lines and its doubled keys are found in the same way.
  return readYaml(text.replaceAll('\t', ' '));
};

const readYaml = (text: string): ReadText => {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    ...{ schema: 'core', version: '1.2', merge: false, resolveKnownTags: false, stringKeys: true, intAsBigInt: true },
    // Ours is below: theirs compares each key of a map with each (25 s for 20,000).
    uniqueKeys: false,
    ...{ lineCounter: counter, prettyErrors: false, logLevel: 'error' },
  });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  const [error] = document.errors;
  // What follows a first error of the syntax is mostly its echo.
  if (error) return nothing(syntax(error, text.split('\n')[lineAt(error.pos[0]) - 1] ?? ''), lineAt(error.pos[0]));

  if (document.contents === null) return empty;

  const lines = new Map<string, number>();
  const lineOf = (path: Path): number | null => {
    for (let length = path.length; length >= 0; length -= 1) {
      const line = lines.get(JSON.stringify(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return null;
  };
  const findings: (Finding & { line?: number })[] = document.warnings.map((warning) => ({
    path: [],
    line: lineAt(warning.pos[0]),
    message: `tags have no meaning here (${warning.message}); write the value without one`,
  }));
  const anchors = new Map<string, unknown>();
  let values = 0;

  const valueOf = (node: unknown, path: Path, found?: number): Json => {
    const offset = found ?? (node as { range?: readonly number[] } | null)?.range?.[0];
    const line = offset === undefined ? lineOf(path) : lineAt(offset);
    if (line !== null) lines.set(JSON.stringify(path), line);
    values += 1;
    if (values > limits.values) throw new Refusal(`it describes more than ${limits.values} values`, line);
    if (path.length > limits.depth) throw new Refusal(`it is nested more than ${limits.depth} deep`, line);
    const refuse = (message: string): null => {
      findings.push({ path, message });
      return null;
    };
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isAlias(node))
      return anchors.has(node.source)
        ? valueOf(anchors.get(node.source), path, offset)
        : refuse(`"*${node.source}" stands for nothing: no "&${node.source}" comes before it (a text that begins with * needs quotes)`);
    if (isSeq(node)) return node.items.map((item, at) => valueOf(item, [...path, at]));
    if (isMap(node)) {
      const entries: [string, Json][] = [];
      const seen = new Set<string>();
      for (const pair of node.items) {
        const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
        const below = [...path, name];
        const at = (pair.key as { range?: readonly number[] } | null)?.range?.[0];
        if (seen.has(name))
          findings.push({ path: below, message: `"${name}" is given twice`, ...(at === undefined ? {} : { line: lineAt(at) }) });
        else if (name === '__proto__') findings.push({ path: below, message: '"__proto__" cannot be a key' });
        else entries.push([name, valueOf(pair.value, below, at)]);
        seen.add(name);
      }
      return Object.fromEntries(entries);
    }
    return isScalar(node) ? plain(node.value, refuse) : null;
  };

  try {
    return { value: valueOf(document.contents, []), findings, lineOf };
  } catch (thrown) {
    if (thrown instanceof Refusal) return nothing(thrown.message, thrown.line ?? undefined);
    throw thrown;
  }
};

class Refusal extends Error {
  readonly line: number | null;

  constructor(message: string, line: number | null) {
    super(message);
    this.line = line;
  }
}

const plain = (value: unknown, refuse: (message: string) => null): Json => {
  if (typeof value === 'bigint') {
    const near = Number(value);
    // Ids of 19 digits are at home here; as numbers they would be others.
    return Number.isSafeInteger(near) ? near : refuse(`the number ${value} has more digits than a number keeps: put it in quotes`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse('this is no finite number');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
};

/** An error of the syntax in a sentence that says what to do, where that is known. */
const syntax = ({ code, message }: YAMLError, line: string): string => {
  if (code === 'TAB_AS_INDENT') return 'a tab indents this line; YAML takes blanks only';
  if (code === 'MULTIPLE_DOCS') return 'the file holds several documents (---); a file is one pipeline';
  if (code === 'RESOURCE_EXHAUSTION') return `it is nested more than ${limits.depth} deep`;
  if (code === 'NON_STRING_KEY') return 'a key is a plain word';
  if (/:\s+[*&%@`]/.test(line)) return 'a text that begins with * (a cron line, say), &, %, @ or ` needs quotes around it';
  if (/:\s.*:(?:\s|$)/.test(line) && code === 'BLOCK_AS_IMPLICIT_KEY') return 'a text with ": " in it needs quotes around it';
  return `this is no YAML: ${message.split('\n')[0]!.replace(/\.$/, '')}`;
};
