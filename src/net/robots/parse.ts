import { canonical } from './canonical.ts';

/** RFC 9309 §2.5: at least 500 KiB are read; what lies beyond is not. */
export const readBytes = 500 * 1024;

/** One line that allows or disallows. */
export interface Rule {
  readonly allow: boolean;
  /** As it stands in the file, for people: `Disallow: /api/`. */
  readonly line: string;
  /** The canonical path split at its `*`; a path matches when it has these pieces in this order, beginning with the first. */
  readonly pieces: readonly string[];
  /** The path must end with the last piece (`$`). */
  readonly toEnd: boolean;
  /** Octets of the pattern: the longest that matches decides. */
  readonly length: number;
}

/** What a file says to one crawler: the rules in the order in which they decide, the first match being the answer. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** `Crawl-delay`, which is no part of the standard and yet plainly a wish; null when it is not given. */
  readonly crawlDelayMs: number | null;
}

interface Group {
  readonly rules: Rule[];
  crawlDelayMs: number | null;
}

/**
 * Reads a robots.txt for the crawler `product` (RFC 9309 §2.2): the rules of all groups that name it, or those of all groups for `*`
 * when none does. Never throws: what is no line of the format is passed over.
 */
export const parseRobots = (text: string, product: string): RuleSet => {
  const named: Group = { rules: [], crawlDelayMs: null };
  const everyone: Group = { rules: [], crawlDelayMs: null };
  const token = product.toLowerCase();
  let isNamed = false;
  // The groups that the present lines belong to, and whether their list of agents is still being read.
  let current: Group[] = [];
  let inAgents = false;

  for (const line of linesOf(text)) {
    const [key, value] = line;
    if (key === 'user-agent') {
      if (!inAgents) current = [];
      inAgents = true;
      const agent = tokenOf(value);
      if (agent === token) {
        isNamed = true;
        if (!current.includes(named)) current.push(named);
      } else if (agent === '*' && !current.includes(everyone)) current.push(everyone);
    } else if (key === 'allow' || key === 'disallow') {
      inAgents = false;
      const rule = ruleOf(key === 'allow', value);
      if (rule) for (const group of current) group.rules.push(rule);
    } else if (key === 'crawl-delay') {
      const delayMs = delayOf(value);
      // Of several the longest: asking too slowly offends nobody.
      if (delayMs !== null) for (const group of current) group.crawlDelayMs = Math.max(delayMs, group.crawlDelayMs ?? 0);
    }
    // Anything else (Sitemap, Host, Clean-param) neither ends a group nor begins one.
  }
  const { rules, crawlDelayMs } = isNamed ? named : everyone;
  return { rules: rules.toSorted((a, b) => b.length - a.length || Number(b.allow) - Number(a.allow)), crawlDelayMs };
};

/** `Tidemark/1.0 (...)` names the product `tidemark`; `*` names everyone, whatever follows it. */
const tokenOf = (value: string): string => (/^\*(?:\s|$)/.test(value) ? '*' : (/^[A-Za-z_-]+/.exec(value)?.[0] ?? '').toLowerCase());

function* linesOf(text: string): Generator<[key: string, value: string]> {
  const limited = Buffer.byteLength(text) > readBytes ? Buffer.from(text).subarray(0, readBytes).toString() : text;
  for (const line of limited.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const hash = line.indexOf('#');
    const plain = hash < 0 ? line : line.slice(0, hash);
    const colon = plain.indexOf(':');
    if (colon > 0) yield [plain.slice(0, colon).trim().toLowerCase(), plain.slice(colon + 1).trim()];
  }
}

/** An empty path is no rule: `Disallow:` alone forbids nothing. */
const ruleOf = (allow: boolean, path: string): Rule | null => {
  if (path === '') return null;
  const toEnd = path.endsWith('$');
  const pattern = canonical(toEnd ? path.slice(0, -1) : path, '*$').replaceAll('$', '%24');
  return {
    allow,
    line: `${allow ? 'Allow' : 'Disallow'}: ${path}`,
    pieces: pattern.split(/\*+/),
    toEnd,
    length: pattern.length + Number(toEnd),
  };
};

const delayOf = (value: string): number | null => {
  const seconds = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  // More than a day between two requests is a way of saying no that Disallow says better; it is taken as a day.
  return Number.isNaN(seconds) ? null : Math.min(86_400_000, seconds * 1000);
};
