import { reasonOf } from '../../domain/index.ts';
import type { Outcome } from '../../domain/index.ts';
import type { NetRequest } from '../contract.ts';
import type { Failure } from './answer.ts';
import { carriesCredential } from './headers.ts';

/** An outcome and its evidence. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly note?: string;
}

/**
 * The table from status to outcome. A 2xx is looked into (see `classify`), a redirect that is not followed is `refused`.
 *
 * | status | outcome | |
 * |---|---|---|
 * | 204, 205 | `empty` | |
 * | 304 | `unchanged` | |
 * | 401 | `login-required` | `credential-expired` when a key was sent |
 * | 403 | `blocked` | `credential-expired` when a key was sent; parsers know quota and private accounts apart |
 * | 404, 410 | `gone` | |
 * | 429 | `rate-limited` | after 20 in a row; before that the lane waits |
 * | 451 | `refused` | as every other 4xx |
 * | 5xx | `server-error` | after 4 attempts; 503 with Retry-After is treated as 429 |
 */
const byStatus: Readonly<Record<number, Outcome>> = {
  204: 'empty',
  205: 'empty',
  304: 'unchanged',
  401: 'login-required',
  403: 'blocked',
  404: 'gone',
  410: 'gone',
  429: 'rate-limited',
};

const outcomeOfStatus = (status: number, request: Asking): Outcome => {
  if ((status === 401 || status === 403) && carriesCredential(request)) return 'credential-expired';
  return byStatus[status] ?? (status >= 500 ? 'server-error' : 'refused');
};

type Asking = Pick<NetRequest, 'url' | 'headers' | 'payload'>;

/**
 * Names what came of a complete answer. A 200 is `blocked` without a body or when a page that asks for a captcha or a login stands
 * where data was expected, `server-error` when that page says that the service is being worked on, and `changed-shape` for any other page there; the
 * parser judges the rest.
 */
export const classify = ({ status, body }: { readonly status: number; readonly body: string }, request: Asking): Verdict => {
  const { payload } = request;
  if (status < 200 || status > 299 || byStatus[status] !== undefined) {
    return { outcome: outcomeOfStatus(status, request), note: `the answer was ${status}` };
  }
  const first = firstCharacter(body);
  if (first === '') return { outcome: 'blocked', note: `the answer was ${status} without a body` };
  if (payload === 'html') {
    const wall = pageWall.exec(body);
    return wall ? { outcome: 'blocked', note: `the page is a wall: it contains "${wall[0].slice(0, 60)}"` } : ok;
  }
  if (first !== '<') return ok;
  const wall = wallWords.exec(body);
  if (wall) return { outcome: 'blocked', note: `a page that contains "${wall[0].slice(0, 60)}" came where ${payload} was expected` };
  const closed = maintenance.exec(body);
  if (closed)
    return {
      outcome: 'server-error',
      note: `a page with the title "${closed[1]!.trim().slice(0, 60)}" came where ${payload} was expected`,
    };
  return { outcome: 'changed-shape', note: `a page came where ${payload} was expected` };
};

/** The words that make a page a wall, where data or where a page was expected; null: it is none. */
export const wallIn = (body: string, expected: 'data' | 'page'): string | null =>
  (expected === 'data' ? wallWords : pageWall).exec(body)?.[0].slice(0, 60) ?? null;

const ok: Verdict = { outcome: 'ok' };

/** Where data was expected, any page that mentions these is a wall. */
const wallWords =
  /wtm_captcha|captcha|cf-challenge|challenge-platform|nidlogin|type=["']?password|name=["']?(?:login|passwd|password)\b|\b(?:log|sign)[ -]?in\b|로그인|access denied/i;
/** Where data was expected, a page of this title comes instead of a 503: it says nothing about what was asked. */
const maintenance = /<title>([^<]{0,80}(?:maintenance|temporarily unavailable|점검)[^<]{0,80})<\/title>/i;
/** Where a page was expected, `captcha` alone proves nothing (shops carry the script in every page): only a page that is nothing else counts. */
const pageWall = /wtm_captcha|<title>[^<]{0,80}(?:captcha|access denied|just a moment|로그인이 필요)[^<]{0,80}<\/title>/i;

const firstCharacter = (body: string): string => {
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code > 0x20 && code !== 0xa0 && code !== 0xfeff) return body[at]!;
  }
  return '';
};

/** The evidence of an answer that did not come, or not whole. */
export const noteOfFailure = (failure: Failure, host: string, attempts: number): string =>
  `${host}: ${reasonOf(failure.reason) || 'the connection ended'}${attempts > 1 ? ` (asked ${attempts} times)` : ''}`;
