import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import { findKeyword, findKeywords, listOffers, moveFormula, offerSorts } from '../insight/index.ts';
import type { WatchedKeyword } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import { imageAddressOf } from './images.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, cursor, day, direction, limit, named, rowId, text } from './schemas.ts';
import { move } from './wire.ts';

/** The platform whose search has offers. */
const platform = 'naver-shopping';

const keywordList = z.object({
  list: z.string().describe('Its name in questions'),
  order: z.string().describe('`sim`: by relevance; `mobile`: as the mobile search page shows them'),
  restrictions: z.array(z.string()).describe('What is left out, such as `without-used`'),
  runId: rowId,
  day,
  beforeRunId: rowId.nullable(),
  beforeDay: day.nullable().describe('The last day before on which the list was read'),
});

const keyword = named(
  'Keyword',
  z.object({ keyword: z.string(), watched: z.boolean(), lists: z.array(keywordList).describe('The one read last comes first') }),
);

const moved = named(
  'OfferMove',
  z.object({
    ...move,
    runId: rowId.nullable(),
    exchangeId: rowId.nullable(),
    beforeRunId: rowId.nullable(),
    beforeExchangeId: rowId.nullable(),
  }),
);

const offer = named(
  'OfferSummary',
  z.object({
    id: z.string(),
    title: z.string(),
    mall: z.string().nullable().describe('Null on a catalogue page, where many shops sell'),
    seller: z.enum(['catalogue', 'shop']).nullable(),
    brand: z.string().nullable(),
    condition: z.string().nullable(),
    url: z.string().nullable(),
    imageUrl: z.string().nullable(),
    rank: moved.describe('Its place in the list, and how it moved since the day before'),
    price: moved.describe('The lowest price in won'),
  }),
);

const query = z.object({
  keyword: text(200).min(1),
  list: text(400).optional().describe('One of the lists of the keyword; the one read last when absent'),
  sort: z.enum(offerSorts).default('rank'),
  direction: direction.default('asc'),
  cursor,
  limit,
});

/** Offers of a shopping search, by the words that are watched. */
export const offerRoutes = (app: Api, options: ApiOptions): void => {
  const { store } = options;
  const imageAddress = imageAddressOf(options);
  const onWire = ({ lists, ...rest }: WatchedKeyword): z.output<typeof keyword> => ({
    ...rest,
    lists: lists.map((list) => ({ ...list, restrictions: [...list.restrictions] })),
  });

  app.get(
    '/api/v1/offers/keywords',
    { schema: { summary: 'Search words with their lists', response: answers(z.object({ items: z.array(keyword) })) } },
    async (request) => ({ items: (await findKeywords(store, actorOf(request).workspace.id, platform)).map(onWire) }),
  );

  const answer = z.object({
    formula: z.string(),
    list: keywordList.nullable().describe('Null: the word is watched and was not read yet'),
    items: z.array(offer),
    next: z.string().nullable(),
    total: z.number().int(),
  });
  app.get(
    '/api/v1/offers',
    { schema: { summary: 'Offers of one search word', querystring: query, response: answers(answer) } },
    async (request) => {
      const { keyword: word, list: chosen, ...rest } = request.query;
      const found = await findKeyword(store, actorOf(request).workspace.id, platform, word.normalize('NFC'));
      if (!found) throw new TidemarkError('TDM_NOT_FOUND', { what: 'keyword', id: word });
      const list = chosen === undefined ? found.lists[0] : found.lists.find((each) => each.list === chosen);
      if (!list && chosen !== undefined) throw new TidemarkError('TDM_NOT_FOUND', { what: `list of ${word}`, id: chosen });
      if (!list) return { formula: moveFormula, list: null, items: [], next: null, total: 0 };
      const { items, next, total } = await listOffers(store, { platform, list, ...rest });
      return {
        ...{ formula: moveFormula, list: { ...list, restrictions: [...list.restrictions] }, next, total },
        items: items.map((item) => ({ ...item, imageUrl: imageAddress(item.imageUrl) })),
      };
    },
  );
};
