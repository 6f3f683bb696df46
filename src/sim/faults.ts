/** Misbehaviours by name. A bare status (`500`, `503`, `404` ...) is a fault as well. */
export const faultNames = [
  'slow', // the answer comes `ms` later
  'trickle', // the body comes in ten pieces over `ms`
  'stall', // headers and half of the body, then nothing
  'half-open', // accepted, read, never answered
  'reset', // the connection is torn down without an answer
  'truncated', // content-length promises more than is sent, then the connection closes
  'truncated-json', // a complete HTTP answer whose JSON is cut
  'empty', // 200 without a body
  'captcha', // 200 with a challenge page
  'not-json', // 200 with an HTML error page
  'login-wall', // 200 with a sign-in page
  'shape-drift', // JSON in which a key has another name, or a value another type
  'huge', // a body of `megabytes`, streamed
  'redirect-outside', // 302 to a host that is not the platform's
  'shifting', // list pages move by `rows` from page to page
  'gateway-token', // the gateway of Kakao Webtoon wants the token of its own pages
  'naver-too-fast', // Naver's search has been asked too often in a second: 429 with 012
  'naver-quota', // Naver's search has no calls left today: 429 with 010
  'naver-key', // Naver's search does not know the key: 401 with 024
  'page-404', // a page with 404, as SOOP answers clients it does not want
  'error-in-200', // a refusal of Chzzk that comes with a 200
  'youtube-quota', // YouTube has no units left today: 403 with quotaExceeded
  'youtube-rate', // YouTube is asked too fast: 403 with rateLimitExceeded
  'youtube-key', // YouTube does not know the key: 400 with keyInvalid
] as const;

export type FaultName = (typeof faultNames)[number] | `${4 | 5}${number}`;

/** When which misbehaviour is played. Counted, never random, so that a test sees the same each time. */
export interface FaultRule {
  readonly fault: FaultName;
  /** An endpoint's name; all endpoints when absent. */
  readonly endpoint?: string;
  readonly host?: string;
  /** A part of the address, such as `titleId=1000003`. */
  readonly match?: string;
  /** Played at most this often; without end when absent. */
  readonly times?: number;
  /** Played on each nth matching request; on each when absent. */
  readonly every?: number;
  /** Matching requests let through first. */
  readonly after?: number;
  /** Count `times`, `every` and `after` for each address by itself: `times: 1, per: "url"` fails every first attempt. */
  readonly per?: 'url';
  /** Seconds of Retry-After, or `date` for the HTTP-date form of 2 seconds; no header when absent. */
  readonly retryAfter?: number | 'date';
  /** For slow and trickle; 1,000 when absent. */
  readonly ms?: number;
  /** For huge; 200 when absent. */
  readonly megabytes?: number;
  /** For redirect-outside. */
  readonly to?: string;
  /** For shape-drift: keys that get another name. */
  readonly rename?: Readonly<Record<string, string>>;
  /** For shape-drift: keys whose value becomes text (numbers) or a number (anything else). */
  readonly retype?: readonly string[];
  /** For shape-drift: keys that go missing. */
  readonly drop?: readonly string[];
  /** For shifting; 1 when absent: later pages repeat a row. Negative: they miss one. */
  readonly rows?: number;
}

/** A rule with its history. */
export interface FaultState extends FaultRule {
  readonly seen: number;
  readonly played: number;
}

export interface Faults {
  add(rules: readonly FaultRule[]): void;
  clear(): void;
  states(): readonly FaultState[];
  /** The rule to play for a request, or null. Counts. The first rule that fires wins. */
  take(endpoint: string, host: string, url: string): FaultRule | null;
}

interface Counter {
  seen: number;
  played: number;
}

/** @throws TypeError for a rule that names no known fault or counts nonsense. */
export const parseFaults = (value: unknown): FaultRule[] => {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item: unknown) => {
    if (typeof item !== 'object' || item === null)
      throw new TypeError('a fault is an object like {"fault":"429","endpoint":"article/list"}');
    const rule = item as FaultRule;
    const name: unknown = rule.fault;
    if (typeof name !== 'string' || (!/^[45]\d\d$/.test(name) && !(faultNames as readonly string[]).includes(name)))
      throw new TypeError(`there is no fault "${String(name)}"; use a status of 4xx or 5xx, or one of: ${faultNames.join(', ')}`);
    for (const key of ['times', 'every', 'after', 'ms', 'megabytes'] as const) {
      const count = rule[key];
      if (count !== undefined && !(typeof count === 'number' && Number.isFinite(count) && count >= 0))
        throw new TypeError(`${key} of the fault ${name} must be a number from 0 on`);
    }
    return rule;
  });
};

/**
 * The faults of a simulator whose endpoints have these names.
 *
 * @throws TypeError for a rule that names another endpoint: it would never be played, and a test would pass for nothing.
 */
export const createFaults = (endpoints: readonly string[], initial: readonly FaultRule[] = []): Faults => {
  let rules: { rule: FaultRule; total: Counter; byUrl: Map<string, Counter> }[] = [];
  const add = (added: readonly FaultRule[]): void => {
    const checked = parseFaults([...added]);
    for (const { endpoint } of checked)
      if (endpoint !== undefined && !endpoints.includes(endpoint))
        throw new TypeError(`there is no endpoint "${endpoint}"; use one of: ${endpoints.join(', ')}`);
    for (const rule of checked) rules.push({ rule, total: { seen: 0, played: 0 }, byUrl: new Map() });
  };
  add(initial);
  return {
    add,
    clear: () => void (rules = []),
    states: () => rules.map(({ rule, total }) => ({ ...rule, ...total })),
    take(endpoint, host, url) {
      for (const { rule, total, byUrl } of rules) {
        if (rule.endpoint !== undefined && rule.endpoint !== endpoint) continue;
        if (rule.host !== undefined && rule.host !== host) continue;
        if (rule.match !== undefined && !url.includes(rule.match)) continue;
        total.seen++;
        let counter = total;
        if (rule.per === 'url') {
          counter = byUrl.get(url) ?? { seen: 0, played: 0 };
          byUrl.set(url, counter);
          counter.seen++;
        }
        const turn = counter.seen - (rule.after ?? 0);
        if (turn <= 0 || turn % Math.max(1, rule.every ?? 1) !== 0) continue;
        if (rule.times !== undefined && counter.played >= rule.times) continue;
        counter.played++;
        if (counter !== total) total.played++;
        return rule;
      }
      return null;
    },
  };
};
