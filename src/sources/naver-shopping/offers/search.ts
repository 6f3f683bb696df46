import { z } from 'zod';
import type { Exchange, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { queryOf } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { refusalOf, searchParser } from '../refusal.ts';
import { apiLane, wordIn } from '../shape.ts';
import { misfitsIn, offerOf, placeOf, wireItem } from './item.ts';
import type { Item } from './item.ts';

/** Results a call: a call costs the same however many it brings. */
export const perCall = 100;

/** The last place a call may begin at. What stands behind is counted in `total` and cannot be read. */
export const lastStart = 1000;

const envelope = z.object({ items: z.array(z.unknown()) });
const readItems = rowReader<Item>(wireItem);

/** What was asked, from the address. */
interface Asked {
  readonly start: number | null;
  readonly display: number | null;
  /** Of the places; null when it is not known which word was searched. */
  readonly scope: string | null;
}

const numberIn = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : null;

/** A list from which something is left out is another list with other places, and says so in its name. */
const askedIn = (url: string): Asked => {
  const query = queryOf(url);
  const word = wordIn(query);
  const without = query.get('exclude');
  const filter = query.get('filter');
  const parts = ['keyword', word, query.get('sort') ?? 'sim', without && `without-${without.replaceAll(':', '-')}`, filter].filter(Boolean);
  return {
    start: word === null ? null : (numberIn(query.get('start')) ?? 1),
    display: numberIn(query.get('display')),
    scope: word === null ? null : parts.join('/'),
  };
};

const countIn = (payload: unknown, key: 'total' | 'start' | 'display'): number | null => {
  const value = (payload as Record<string, unknown>)[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
};

const read = (payload: unknown, { request }: Exchange): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const asked = askedIn(request.url);
  const total = countIn(payload, 'total');
  const answered = countIn(payload, 'start');
  const { rows, misfits } = readItems(parsed.data.items, 'items');
  const quarantined: Misfit[] = [...misfits];
  // Whoever gives another page than the one that was asked for would give it for ever.
  const isAnother = asked.start !== null && answered !== null && answered !== asked.start;
  if (isAnother) quarantined.push(misfit('start', `the page asked for begins at ${asked.start}`, answered));
  if (total === null) quarantined.push(misfit('total', 'absent: the answer does not say whether more follow', null));
  const start = asked.start ?? answered;
  if (rows.length === 0 && total !== null && start !== null && start <= total)
    quarantined.push(misfit('items', `nothing, where ${total} results are counted`, payload));

  const records = recordsOf(rows, asked, isAnother);
  rows.forEach((row, index) => row && quarantined.push(...misfitsIn(row, `items[${index}]`)));
  quarantined.push(...absentEverywhere(rows, 'items', ['lprice', 'hprice', 'mallName', 'productType', 'brand', 'maker', 'category1']));

  const isBroken = isAnother || total === null || (records.length === 0 && quarantined.length > 0);
  const following = start === null ? null : start + (asked.display ?? countIn(payload, 'display') ?? rows.length);
  const goesOn = !isBroken && rows.length > 0 && following !== null && following <= Math.min(total, lastStart);
  return {
    outcome: isBroken ? 'changed-shape' : records.length > 0 ? 'ok' : 'empty',
    records,
    quarantined,
    next: goesOn ? following : null,
    // Not a count of any offer: kept as the evidence of the first page. It counts more than can be read, and more than there is.
    ...(start === 1 && total !== null && total > 0 ? { note: `the search counts ${total} results` } : {}),
  };
};

/** Each offer once, at its best place: results move while one reads, and what slips down stands on two pages. */
const recordsOf = (rows: readonly (Item | null)[], { start, scope }: Asked, isAnother: boolean): ParsedRecord[] => {
  const records: ParsedRecord[] = [];
  const told = new Set<string>();
  rows.forEach((row, index) => {
    if (row === null) return;
    const offer = offerOf(row);
    if (told.has(offer.id)) return;
    told.add(offer.id);
    records.push(offer);
    if (scope !== null && start !== null) records.push(placeOf(offer.id, scope, isAnother ? null : start + index));
  });
  return records;
};

const startIn = ({ request }: Exchange): number => askedIn(request.url).start ?? 1;

// A relay may say with a 404 that a word has no results. Where results were found already it says something else, and is asked again.
const parseFirst = searchParser({ payload: 'json', onNotFound: 'empty' }, read);
const parseFurther = searchParser({ payload: 'json', onNotFound: 'refused' }, read);

/**
 * The shopping search in the form it had at openapi.naver.com until its public end on 2026-07-31. Asked at the address the operator brings:
 * a contract of their own, or a relay that speaks the same form.
 */
export const search: Endpoint = {
  name: 'search',
  evidence: 'recorded',
  method: 'api',
  lane: apiLane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  official: true,
  needs: ['NAVER_SHOPPING_API_BASE_URL', 'NAVER_CLIENT_ID', 'NAVER_CLIENT_SECRET'],
  request: ({ word, start, sort = 'sim', exclude, filter }, values) => {
    const query = new URLSearchParams({ query: String(word), display: String(perCall), start: String(start), sort: String(sort) });
    if (exclude !== undefined && exclude !== '') query.set('exclude', String(exclude));
    if (filter !== undefined && filter !== '') query.set('filter', String(filter));
    // The old address stands in only where nothing is sent: `needs` keeps it from being asked without the operator's own.
    const base = (values['NAVER_SHOPPING_API_BASE_URL'] ?? 'https://openapi.naver.com').replace(/\/+$/, '');
    return {
      url: `${base}/v1/search/shop.json?${query}`,
      headers: {
        'X-Naver-Client-Id': values['NAVER_CLIENT_ID'] ?? '',
        'X-Naver-Client-Secret': values['NAVER_CLIENT_SECRET'] ?? '',
      },
    };
  },
  refusal: refusalOf,
  parse: (exchange) => (startIn(exchange) > 1 ? parseFurther : parseFirst)(exchange),
};
