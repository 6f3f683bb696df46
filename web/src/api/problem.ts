/**
 * Why a request came to nothing, in the API's own terms: a stable code and the next action (problem+json).
 * `status` 0 means that no answer came at all.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly next: string | null;
  /** What of the request is wrong, place by place, as in `body/parameters/limit`. */
  readonly issues: readonly Issue[];

  constructor(facts: {
    readonly status: number;
    readonly message: string;
    readonly code?: string | null;
    readonly next?: string | null;
    readonly issues?: readonly Issue[];
  }) {
    super(facts.message);
    this.name = 'Problem';
    this.status = facts.status;
    this.code = facts.code ?? null;
    this.next = facts.next ?? null;
    this.issues = facts.issues ?? [];
  }
}

export interface Issue {
  readonly path: string;
  readonly message: string;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const issuesIn = (value: unknown): readonly Issue[] =>
  (Array.isArray(value) ? value : []).flatMap((each: Readonly<Record<string, unknown>> | null) => {
    const [path, message] = [text(each?.['path']), text(each?.['message'])];
    return path !== null && message !== null ? [{ path, message }] : [];
  });

/** Reads the problem out of an answer that is not a success. Proxies answer in HTML, so anything may be missing. */
export const problemOf = async (response: Response): Promise<Problem> => {
  let facts: Record<string, unknown> = {};
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null) facts = body as Record<string, unknown>;
  } catch {
    // not JSON: the status has to say it
  }
  return new Problem({
    status: response.status,
    message: text(facts['detail']) ?? text(facts['title']) ?? `${response.status} ${response.statusText}`.trim(),
    code: text(facts['code']),
    next: text(facts['next']),
    issues: issuesIn(facts['issues']),
  });
};
