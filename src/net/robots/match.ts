import { canonical } from './canonical.ts';
import type { Rule, RuleSet } from './parse.ts';

/**
 * The rule that decides about a path with its query (RFC 9309 §2.2.2): the longest that matches, `Allow` before `Disallow` when they are
 * equally long. Null: no rule matches, and the path is allowed. `/robots.txt` itself may always be read.
 */
export const decide = ({ rules }: RuleSet, path: string): Rule | null => {
  if (rules.length === 0 || path === '/robots.txt') return null;
  const spelt = canonical(path, '');
  return rules.find((rule) => matches(rule, spelt)) ?? null;
};

/**
 * Each piece is taken at its first place after the one before; a later place could only leave less for the rest. So a rule costs one
 * pass over the path, and no pattern can make it cost more (`/a*a*a*a*b` is as cheap as any).
 */
const matches = ({ pieces, toEnd }: Rule, path: string): boolean => {
  const first = pieces[0]!;
  if (!path.startsWith(first)) return false;
  if (pieces.length === 1) return !toEnd || path.length === first.length;
  let at = first.length;
  for (let index = 1; index < pieces.length - 1; index++) {
    const found = path.indexOf(pieces[index]!, at);
    if (found < 0) return false;
    at = found + pieces[index]!.length;
  }
  const last = pieces.at(-1)!;
  return toEnd ? path.length - last.length >= at && path.endsWith(last) : path.indexOf(last, at) >= 0;
};
