import { z } from 'zod';
import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import type { Endpoint } from '../contract.ts';
import { payloadParser } from '../decode.ts';
import { wireText } from '../fields.ts';
import { misfit, nothing } from '../misfit.ts';
import { firstReason } from '../rows.ts';

/** What the pages of the site send along. */
export const siteHeaders = { 'Accept-Language': 'ko', Referer: 'https://chzzk.naver.com/' } as const;

export const apiUrl = (path: string): string => `https://api.chzzk.naver.com${path}`;

/** Every answer, also a refusal with a 200, stands in this. */
const envelope = z.object({ code: z.int(), message: wireText, content: z.unknown().optional() });

/** Words of a refusal that say more than its code. */
const meanings: readonly (readonly [RegExp, Outcome])[] = [
  [/비공개|private/i, 'private'],
  [/성인|연령|로그인|adult|log ?in/i, 'login-required'],
  [/존재하지|탈퇴|이용 ?(?:정지|제한)|not (?:found|exist)/i, 'gone'],
];

/** What a code means, in the words of HTTP, which the codes follow. Null where the status says as much. */
const outcomeOf = (code: number, message: string | null | undefined): Outcome | null => {
  const said = message ? meanings.find(([words]) => words.test(message))?.[1] : undefined;
  if (said !== undefined) return said;
  if (code === 404 || code === 410) return 'gone';
  if (code === 401 || code === 403) return 'login-required';
  if (code === 429) return 'rate-limited';
  return code >= 500 && code < 600 ? 'server-error' : null;
};

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

const refusedIn = (payload: unknown): z.infer<typeof envelope> | null => {
  const parsed = envelope.safeParse(payload);
  return parsed.success && parsed.data.code !== 200 ? parsed.data : null;
};

const noteOf = ({ code, message }: z.infer<typeof envelope>): string => `Chzzk says ${message ? `${code} ${message}` : code}`.slice(0, 300);

/** What a refusal by status means. 401, 403, 429 and 5xx speak for themselves, and the transport knows whether a key went along. */
export const refusalOf =
  (onNotFound: Outcome): NonNullable<Endpoint['refusal']> =>
  (status, body) => {
    if (status === 401 || status === 429 || status >= 500) return undefined;
    // A page with a 404 says that the address is not served, and nothing about whoever was asked about.
    if ((status === 404 || status === 410) && !/^\uFEFF?\s*[{[]/.test(body)) return 'refused';
    const refused = refusedIn(jsonOf(body));
    // Nor does JSON that is not the platform's own.
    if (refused === null) return status === 404 || status === 410 ? 'refused' : undefined;
    const outcome = outcomeOf(refused.code, refused.message);
    if (status === 403 && outcome !== 'private' && outcome !== 'gone') return undefined;
    return outcome === 'gone' ? onNotFound : (outcome ?? undefined);
  };

/** {@link payloadParser} for both interfaces: hands over `content`, which may be null, or names the refusal that stands in its place. */
export const chzzkParser = (
  onNotFound: Outcome,
  read: (content: unknown, exchange: Exchange) => Parsed,
): ((exchange: Exchange) => Parsed) => {
  const format = { payload: 'json', onNotFound, refusal: refusalOf(onNotFound) } as const;
  const parse = payloadParser(format, (payload, exchange) => {
    const parsed = envelope.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    const { code, message, content } = parsed.data;
    if (code !== 200) {
      const outcome = outcomeOf(code, message) ?? 'refused';
      return nothing(outcome === 'gone' ? onNotFound : outcome, [], noteOf(parsed.data));
    }
    if (content === undefined) return nothing('changed-shape', [misfit('content', 'absent', payload)]);
    return read(content, exchange);
  });
  return (exchange) => {
    const parsed = parse(exchange);
    const refused = exchange.status >= 400 ? refusedIn(jsonOf(exchange.body)) : null;
    return refused === null ? parsed : { ...parsed, note: noteOf(refused) };
  };
};
