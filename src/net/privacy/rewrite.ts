import type { Hasher } from './hasher.ts';
import type { PathNode } from './paths.ts';

/** How deep a payload may nest. Deeper ones are treated as unreadable: no platform sends them, and recursion must end. */
export const maxDepth = 256;

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Copies a JSON text, replacing only the leaves that stand on private paths; every other byte stays as it came. A parse and
 * re-serialise was rejected: it damages integers beyond 2^53, rewrites floats and drops doubled keys, and with a reviver that keeps
 * sources it took 2.5 times as long.
 *
 * Any text may be given, and is walked to its end or refused; only what comes out says whether it was JSON. When that is JSON, nothing private is left
 * in it: outside of what was replaced it has the bytes that were walked, so a second walk would meet the same leaves, each a hash. `found[i]` is set for each declared path that was met, or whose place
 * is visibly vacant (null, an empty list or object). The tree is followed leniently where list and object have been exchanged.
 */
export class Rewriter {
  readonly #text: string;
  readonly #hash: Hasher;
  readonly found: boolean[] = [];
  #at = 0;
  #copied = 0;
  #out = '';

  constructor(text: string, hash: Hasher) {
    this.#text = text;
    this.#hash = hash;
  }

  /** Throws RangeError when the payload nests deeper than `maxDepth`, SyntaxError when it cannot be JSON. */
  rewrite(root: PathNode): string {
    this.#value(root, false, 0);
    return this.#out + this.#text.slice(this.#copied);
  }

  #value(node: PathNode, inArray: boolean, depth: number): void {
    if (node.ends) {
      this.#mark(node);
      this.#hashAll(depth);
      return;
    }
    const code = this.#peek();
    if (code === openBrace) this.#object(node, inArray, depth);
    else if (code === openBracket) this.#array(node, depth);
    else if (code === quote || code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      // A text or number where an object was declared: inside a list it stands for the person, outside it is most likely an error's word.
      if (inArray) this.#leaf();
      else this.#skip();
    } else {
      this.#mark(node);
      this.#skip();
    }
  }

  #object(node: PathNode, inArray: boolean, depth: number): void {
    this.#enter(depth);
    if (this.#peek() === closeBrace) this.#mark(node);
    while (this.#peek() !== closeBrace) {
      const keyAt = this.#at;
      const key = this.#string();
      let child = node.keys.get(key) ?? null;
      if (!child && node.values) {
        child = node.values;
        this.#replace(keyAt, key);
      }
      child ??= node.items;
      this.#expect();
      if (child) this.#value(child, inArray, depth + 1);
      else this.#skip();
      this.#comma();
    }
    this.#at++;
  }

  #array(node: PathNode, depth: number): void {
    this.#enter(depth);
    if (this.#peek() === closeBracket) this.#mark(node);
    const child = node.items ?? node;
    while (this.#peek() !== closeBracket) {
      this.#value(child, true, depth + 1);
      this.#comma();
    }
    this.#at++;
  }

  /** Replaces every text and number of the value that begins here. */
  #hashAll(depth: number): void {
    const code = this.#peek();
    if (code === openBrace) {
      this.#enter(depth);
      while (this.#peek() !== closeBrace) {
        this.#string();
        this.#expect();
        this.#hashAll(depth + 1);
        this.#comma();
      }
      this.#at++;
    } else if (code === openBracket) {
      this.#enter(depth);
      while (this.#peek() !== closeBracket) {
        this.#hashAll(depth + 1);
        this.#comma();
      }
      this.#at++;
    } else this.#leaf();
  }

  /** Replaces the scalar that begins here: texts and numbers (ids are written as both) become hashes, true, false and null stay. */
  #leaf(): void {
    const start = this.#at;
    const code = this.#peek();
    if (code === quote) this.#replace(start, this.#string());
    else {
      this.#skip();
      const literal = this.#text.slice(start, this.#at);
      if (literal !== 'true' && literal !== 'false' && literal !== 'null') this.#replace(start, literal);
    }
  }

  #replace(start: number, plain: string): void {
    // A hash has no character that JSON would escape.
    this.#out += `${this.#text.slice(this.#copied, start)}"${this.#hash(plain)}"`;
    this.#copied = this.#at;
  }

  #mark(node: PathNode): void {
    for (const index of node.below) this.found[index] = true;
  }

  #enter(depth: number): void {
    if (depth > maxDepth) throw new RangeError('nested too deep');
    this.#at++;
  }

  /** The code of the next character that is not white space; stands on it. */
  #peek(): number {
    const text = this.#text;
    let code = text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++this.#at);
    return code;
  }

  /** Steps over the colon. */
  #expect(): void {
    this.#peek();
    this.#at++;
    this.#peek();
  }

  #comma(): void {
    if (this.#peek() === 0x2c) this.#at++;
  }

  /** Reads the string that begins here and stands behind it. */
  #string(): string {
    const start = this.#at;
    this.#skipString();
    const raw = this.#text.slice(start + 1, this.#at - 1);
    return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
  }

  #skipString(): void {
    const text = this.#text;
    let end = text.indexOf('"', this.#at + 1);
    for (;;) {
      if (end < 0) throw new SyntaxError('a text does not end');
      let before = end - 1;
      while (text.charCodeAt(before) === backslash) before--;
      if ((end - before) % 2 === 1) break;
      end = text.indexOf('"', end + 1);
    }
    this.#at = end + 1;
  }

  /** Steps over one whole value without looking into it. */
  #skip(): void {
    const text = this.#text;
    let open = 0;
    do {
      const code = this.#peek();
      if (code === quote) this.#skipString();
      else if (code === openBrace || code === openBracket) {
        open++;
        this.#at++;
      } else if (code === closeBrace || code === closeBracket) {
        open--;
        this.#at++;
      } else if (code === 0x2c || code === 0x3a) this.#at++;
      else if (this.#at >= text.length) throw new SyntaxError('a value is missing');
      else {
        let next = text.charCodeAt(++this.#at);
        // a number or a word ends at white space, a comma, a closing bracket or the end of the text (NaN)
        while (next > 0x20 && next !== 0x2c && next !== closeBrace && next !== closeBracket) next = text.charCodeAt(++this.#at);
      }
    } while (open > 0);
  }
}
