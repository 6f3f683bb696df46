import { z } from 'zod';
import { reasonOf } from '../../../domain/index.ts';
import type { Misfit, Outcome, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { given, outcomeOf, queryOf, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, rowReader } from '../../rows.ts';
import { isForeignPage } from '../refusal.ts';
import { linkFields, pageLane, platform, wonOf, wordIn } from '../shape.ts';
import { plainOrNone, plainText } from '../text.ts';
import { placeOf, wireProductId } from './item.ts';
import { literalsIn } from './literals.ts';

/** How a result begins that nobody paid for; advertisements have another type. */
const marker = '{"slotType":"CARD","data":{"cardType":"ORGANIC_CARD"';

/** Only what others' code is known to read. */
const card = z.object({
  data: z.object({
    productName: z.string().refine((text) => plainText(text) !== '', 'a name without letters'),
    // The number by which the search interface names the product, too; the store's own number is another.
    nvMid: wireProductId,
    channelProductId: wireProductId.nullish(),
    rank: z.int().positive().nullish(),
    salePrice: z.unknown().optional(),
    discountedSalePrice: z.unknown().optional(),
    mallName: wireText,
    productUrl: wireText,
    isAdultContentRestricted: wireFlag,
  }),
});
type Card = z.infer<typeof card>;
const readCards = rowReader<Card>(card);

/** The page that asks for a captcha, and the sentence "access to the shopping service is restricted for a while". */
const wall = /wtm_captcha|쇼핑 서비스 접속이 일시적으로 제한/;

/** A search needs no login: whoever is sent to one is shut out. Every page links to it, so only the form itself says so. */
const signIn = /<input[^<>]{0,200}type=["']?password/i;

/** "There are no results." Its wording is inferred, as no such page was recorded. */
const none = /검색\s?결과가 없습니다/;

const decoded = (literals: readonly (string | null)[], quarantined: Misfit[]): unknown[] =>
  literals.map((text, index) => {
    try {
      if (text !== null) return JSON.parse(text);
      quarantined.push(misfit(`cards[${index}]`, 'the card is not closed', null));
    } catch (error) {
      quarantined.push(misfit(`cards[${index}]`, `not JSON: ${reasonOf(error)}`, text));
    }
    return null;
  });

const read = (html: string, url: string): Parsed => {
  const barrier = wall.exec(html);
  if (barrier) return nothing('blocked', [], `the page is a wall: it contains "${barrier[0]}"`);
  if (!/<\/html\s*>/i.test(html)) {
    const isPage = /^\s*<(?:!doctype|html)/i.test(html);
    return nothing(isPage ? 'truncated' : 'changed-shape', [misfit('', isPage ? 'the page is not closed' : 'not a page', html)]);
  }
  const literals = literalsIn(html, marker);
  if (literals.length === 0) {
    if (none.test(html)) return nothing('empty');
    if (signIn.test(html)) return nothing('blocked', [], 'a page that asks for a login came instead');
    return nothing('changed-shape', [misfit('', 'no offers on the page: its shape has changed, or it shows no shops for this word', html)]);
  }
  const quarantined: Misfit[] = [];
  const values = decoded(literals, quarantined);
  const { rows, misfits } = readCards(values, 'cards');
  // A card that could not be decoded is told already.
  quarantined.push(...misfits.filter(({ value }) => value !== null));
  const cards = rows.map((row) => row?.data ?? null);
  quarantined.push(...absentEverywhere(cards, 'cards', ['discountedSalePrice', 'mallName', 'productUrl', 'rank']));
  const records = recordsOf(cards, wordIn(queryOf(url)), quarantined);
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

const recordsOf = (cards: readonly (Card['data'] | null)[], word: string | null, quarantined: Misfit[]): ParsedRecord[] => {
  // Where some cards name a discounted price, one that names none is not discounted. Where none does, nobody knows what is paid.
  const tellsDiscounts = cards.some((each) => each?.discountedSalePrice !== undefined);
  const records: ParsedRecord[] = [];
  const told = new Set<string>();
  cards.forEach((each, index) => {
    if (each === null) return;
    const id = String(each.nvMid);
    if (told.has(id)) return;
    told.add(id);
    const discounted = wonOf(each.discountedSalePrice);
    const price = discounted === null && tellsDiscounts ? wonOf(each.salePrice) : discounted;
    if (price === undefined) quarantined.push(misfit(`cards[${index}].price`, 'not a price', [each.discountedSalePrice, each.salePrice]));
    const fields = given({
      title: plainText(each.productName),
      mall: plainOrNone(each.mallName),
      ...linkFields(each.productUrl),
      storeProductId: each.channelProductId ? String(each.channelProductId) : undefined,
      adult: each.isAdultContentRestricted,
    });
    records.push({ kind: 'offer', platform, id, fields, counts: { price: price ?? null } });
    // Advertisements and other parts stand between the cards: their order alone gives no place.
    if (word !== null) records.push(placeOf(id, `keyword/${word}/mobile`, each.rank ?? null));
  });
  return records;
};

/** A 403 comes after a burst and not to strangers, whatever its body; a page that is not there says nothing about the word. */
const refusal = (status: number, body: string): Outcome | undefined =>
  status === 403 ? 'blocked' : isForeignPage(status, body) ? 'refused' : undefined;

/**
 * The offers inside the mobile search page: what people moved to when the public search ended. 25 at most, and fewer for a User-Agent that
 * names no telephone, as ours does not. Its places are said to be those of the old search; as that was never proven here, they stand in a
 * scope of their own.
 */
export const mobilePage: Endpoint = {
  name: 'mobile-page',
  evidence: 'code-only',
  method: 'page',
  lane: pageLane,
  cost: 1,
  payload: 'html',
  privateFields: [],
  request: ({ word }) => ({
    url: `https://m.search.naver.com/search.naver?${new URLSearchParams({ query: String(word) })}`,
    headers: { 'Accept-Language': 'ko-KR,ko;q=0.9' },
  }),
  refusal,
  parse: payloadParser({ payload: 'html', onNotFound: 'empty', refusal }, (payload, { request }) => read(payload as string, request.url)),
};
