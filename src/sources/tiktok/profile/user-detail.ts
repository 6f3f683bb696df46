import type { Exchange, Parsed } from '../../../domain/index.ts';
import { nothing } from '../../misfit.ts';
import { byApi } from '../call.ts';
import { channelOf } from '../channel.ts';
import { tiktokParser } from '../codes.ts';
import { askedFor } from '../shape.ts';

/** Whoever is asked for by number alone is not found, but that does not make the account gone. */
export const notByNumber = (login: string | null, parsed: Parsed): Parsed =>
  parsed.outcome === 'gone' && login !== null && /^\d{5,}$/.test(login)
    ? nothing('refused', [], 'TikTok finds no account by its number: give its @name')
    : parsed;

const parse = tiktokParser({}, (payload) => {
  const found = channelOf(payload['userInfo'], 'userInfo');
  if ('misfit' in found) return nothing('changed-shape', [found.misfit]);
  return { outcome: 'ok', records: [found.record], quarantined: found.misfits, next: null };
});

/** An account by login; once it is known also by `secUid`, which outlives a new login. */
export const userDetail = byApi({
  name: 'user-detail',
  evidence: 'recorded',
  privateFields: [],
  path: '/api/user/detail/',
  query: ({ login, secUid }) => ({ uniqueId: String(login), secUid: String(secUid ?? '') }),
  parse: (exchange: Exchange) =>
    askedFor(exchange.request.url, 'secUid') ? parse(exchange) : notByNumber(askedFor(exchange.request.url, 'uniqueId'), parse(exchange)),
});
