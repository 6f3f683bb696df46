import { isoOf, outcomes } from '../../domain/index.ts';
import type { Exchange, Instant, Outcome } from '../../domain/index.ts';

/**
 * One exchange per line of a `*.ndjson` file, as JSON:
 *
 * ```json
 * {"request":{"method":"GET","url":"https://comic.naver.com/api/..."},"status":200,"headers":{"content-type":"application/json"},
 *  "body":"{\"titleList\":[]}","bytes":16,"at":"2026-11-21T00:00:00.000Z","durationMs":41,"attempts":1,"outcome":"ok"}
 * ```
 *
 * Written by hand, `request.url` is all that is needed: the method is GET, the status 200, headers and body empty. `body` is the
 * payload as a text, or any other JSON value, which stands for its own text; `bodyBase64` takes bytes in the charset of the content
 * type instead. `at` is ISO 8601 or milliseconds. Without `outcome` the answer is judged as if it had just come.
 */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly bytes: number | undefined;
  readonly at: Instant | undefined;
  readonly durationMs: number;
  readonly attempts: number;
  readonly outcome: Outcome | undefined;
  readonly note: string | undefined;
}

/** The line of an exchange, with its line feed. */
export const formatLine = (exchange: Exchange): string => `${JSON.stringify({ ...exchange, at: isoOf(exchange.at) })}\n`;

/** Reads a line. Throws an Error that says in a few words what is wrong with it. */
export const parseLine = (line: string): Recorded => {
  const value: unknown = parseJson(line);
  if (!isObject(value)) throw new Error('it is not a JSON object');
  const { request, status = 200, at } = value;
  if (!isObject(request) || typeof request['url'] !== 'string' || !URL.canParse(request['url']))
    throw new Error('request.url is not an address');
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 0 || status > 599)
    throw new Error('status is not an HTTP status');
  const instant = at === undefined ? undefined : typeof at === 'number' ? at : Date.parse(String(at));
  if (instant !== undefined && !Number.isFinite(instant)) throw new Error('at is not an instant');
  const { method = 'GET', url } = request;
  return {
    method: String(method).toUpperCase(),
    url,
    status,
    headers: headersOf(value['headers']),
    body: bodyOf(value, line),
    bytes: numberOf(value['bytes']),
    at: instant,
    durationMs: numberOf(value['durationMs']) ?? 0,
    attempts: numberOf(value['attempts']) ?? 1,
    outcome: (outcomes as readonly unknown[]).includes(value['outcome']) ? (value['outcome'] as Outcome) : undefined,
    note: typeof value['note'] === 'string' ? value['note'] : undefined,
  };
};

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

const headersOf = (value: unknown): Record<string, string> => {
  if (value === undefined) return {};
  if (!isObject(value)) throw new Error('headers is not an object');
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.toLowerCase(), Array.isArray(each) ? each.join(', ') : String(each)]),
  );
};

const bodyOf = ({ body, bodyBase64 }: Readonly<Record<string, unknown>>, line: string): string | Buffer => {
  if (typeof body === 'string') return body;
  if (typeof bodyBase64 === 'string') return Buffer.from(bodyBase64, 'base64');
  return body === undefined ? '' : JSON.stringify(withDigits(line).body);
};

/** `JSON.rawJSON` and the source text of numbers (ECMAScript 2026), which the type library does not know yet. */
interface SourceText {
  readonly source: string;
}
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Parses once more, numbers as they are written: those beyond 2^53 keep their digits. */
const withDigits = (line: string): { readonly body: unknown } => {
  const keep = (_key: string, value: unknown, context: SourceText): unknown =>
    typeof value === 'number' ? rawJSON(context.source) : value;
  return JSON.parse(line, keep as (key: string, value: unknown) => unknown) as { body: unknown };
};
