import { z } from 'zod';
import type { Exchange, Parsed } from '../../domain/index.ts';
import { payloadParser } from '../decode.ts';
import type { PayloadFormat } from '../decode.ts';
import { koreanDayOf, wireText } from '../fields.ts';
import { misfit, nothing } from '../misfit.ts';
import { tooFast } from './gateway.ts';
import { firstReason } from '../rows.ts';

const origin = 'https://page.kakao.com';

/** What the pages of Kakao Page send along. */
export const pageHeaders = { 'Accept-Language': 'ko', Origin: origin, Referer: `${origin}/` } as const;

/** An address of the service behind page.kakao.com. */
export const pageUrl = (path: string): string => `https://bff-page.kakao.com/api/gateway${path}`;

/** The category of webtoons; novels and books stand in the same lists. */
export const webtoonCategory = 10;

const envelope = z.object({
  result: z.unknown().optional(),
  result_code: z.union([z.int(), z.string()]).nullish(),
  message: wireText,
  message_key: wireText,
});

/** {@link payloadParser} for Kakao Page: hands over `result`, or names the refusal that stands in its place. */
export const pageParser = (
  format: PayloadFormat,
  read: (result: unknown, exchange: Exchange) => Parsed,
): ((exchange: Exchange) => Parsed) => {
  const parse = payloadParser(format, (payload, exchange) => {
    const parsed = envelope.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    const { result, result_code: code, message, message_key: key } = parsed.data;
    if (result !== undefined && result !== null) return read(result, exchange);
    if (code === undefined || code === null || Number(code) === 0) return nothing('changed-shape', [misfit('result', 'absent', payload)]);
    return nothing('refused', [], `Kakao Page says ${[code, key, message].filter((word) => word).join(' ')}`.slice(0, 300));
  });
  return (exchange) => tooFast(exchange) ?? parse(exchange);
};

/** A picture is named by a key, at times by a whole address. */
export const pageImageUrl = (key: string | null | undefined): string | undefined => {
  if (!key) return undefined;
  if (/^https?:\/\//.test(key)) return key;
  if (key.startsWith('//')) return `https:${key}`;
  return `https://page-images.kakaoentcdn.com/download/resource?kid=${encodeURIComponent(key)}&filename=th3`;
};

/** A day as Kakao Page writes times: with a zone, or without one and then in Korea. */
export const pageDayOf = (text: string | null | undefined): string | null =>
  koreanDayOf(text) ??
  /^(20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/.exec(text ?? '')?.[1] ??
  null;

/** `on_issue`: Y goes on, P pauses, N has ended. */
export const pageStateOf = (onIssue: string | null | undefined): 'ongoing' | 'rest' | 'finished' | undefined => {
  switch (onIssue?.toUpperCase()) {
    case 'Y':
      return 'ongoing';
    case 'P':
      return 'rest';
    case 'N':
    case 'END':
      return 'finished';
    default:
      return undefined;
  }
};
