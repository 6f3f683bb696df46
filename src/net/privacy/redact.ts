import { createHash } from 'node:crypto';
import { cutShort, endsEarly } from '../../domain/index.ts';
import type { NetRequest } from '../contract.ts';
import type { Hasher } from './hasher.ts';
import { compilePaths } from './paths.ts';
import type { PathTree } from './paths.ts';
import { Rewriter } from './rewrite.ts';
import { contentsOf, skeletonOf } from './skeleton.ts';
import { unwrap } from './wrapper.ts';

export interface RedactInput {
  readonly body: string;
  readonly payload: NetRequest['payload'];
  readonly privateFields: readonly string[];
  readonly hasher: Hasher;
  /** The operator's documented choice (`PRIVACY_NAMES=keep`): nothing is replaced. */
  readonly keepNames?: boolean;
}

/**
 * What became of a body:
 *
 * - `untouched`: nothing private is declared, or there was nothing to replace;
 * - `hashed`: the declared fields were replaced;
 * - `skeleton`: a declared field is nowhere to be found although the payload has contents. Its people stand somewhere else now, so only
 *   the structure is kept;
 * - `withheld`: the payload cannot be read, so nobody can say where its people stand. `body` is empty.
 */
export interface Redacted {
  readonly body: string;
  readonly state: 'untouched' | 'hashed' | 'skeleton' | 'withheld';
  /** Why the body was not kept, with its length and SHA-256, in a short sentence. */
  readonly note?: string;
  /** What `body` says, where it is JSON and nothing else and had to be decoded here. */
  readonly decoded?: unknown;
}

/**
 * Replaces every private person of a body before anything is written. Pure and idempotent. An endpoint without private fields costs
 * nothing: its body is not even looked at.
 */
export const redact = (input: RedactInput): Redacted => {
  const { body, privateFields, hasher } = input;
  if (privateFields.length === 0 || input.keepNames === true || body === '') return { body, state: 'untouched' };
  if (input.payload === 'html') return withhold(body, 'a page cannot be searched for private fields');
  const tree = compilePaths(privateFields);
  const { before, json, after } = unwrap(body);
  try {
    const rewriter = new Rewriter(json, hasher);
    const rewritten = rewriter.rewrite(tree.root);
    // Decoded after it was rewritten, and not before as well: whoever reads the answer needs it without the people.
    const payload: unknown = JSON.parse(rewritten);
    const missing = missingPath(tree, rewriter.found, payload);
    if (missing === null) return { body: before + rewritten + after, state: 'hashed', ...(json === body && { decoded: payload }) };
    return {
      body: before + skeletonOf(payload, hasher) + after,
      state: 'skeleton',
      note: `the private field ${missing} was not found, so only the structure was kept (${fingerprint(body)})`,
    };
  } catch (error) {
    if (error instanceof RangeError) return withhold(body, error.message);
    if (error instanceof SyntaxError) return withhold(body, endsEarly(json) ? cutShort : 'it is not JSON');
    throw error;
  }
};

/** The first declared path that should be there and is not. Error answers lack their rows lawfully. */
const missingPath = (tree: PathTree, found: readonly boolean[], payload: unknown): string | null => {
  const missing = tree.paths.filter(({ optional }, index) => !optional && !found[index]);
  if (missing.length === 0) return null;
  const { rows, nestedText, topText } = contentsOf(payload);
  if (rows || nestedText) return missing[0]!.text;
  return (topText ? missing.find(({ segments }) => segments <= 1)?.text : undefined) ?? null;
};

const withhold = (body: string, reason: string): Redacted => ({
  body: '',
  state: 'withheld',
  note: `the body was withheld because people may be named in it and ${reason} (${fingerprint(body)})`,
});

const fingerprint = (body: string): string => `${body.length} characters, sha256 ${createHash('sha256').update(body).digest('hex')}`;
