import { z } from 'zod';
import { exact } from '../../../domain/index.ts';
import type { Count, Misfit, ParsedRecord } from '../../../domain/index.ts';
import { given, wireText } from '../../fields.ts';
import { misfit } from '../../misfit.ts';
import { catalogueMall, imageOf, linkFields, platform, typeOf, wonOf } from '../shape.ts';
import { plainOrNone, plainText } from '../text.ts';

/** A number that names a product; a text on the wire, a number where a relay made one of it. */
export const wireProductId = z.union([z.string().regex(/^\d{1,20}$/), z.int().positive()]);

/** A result of the search interface. All values are texts. Before 2021 it had no brand, maker and categories. */
export const wireItem = z.object({
  title: z.string().refine((text) => plainText(text) !== '', 'a title without letters'),
  link: wireText,
  image: wireText,
  lprice: z.unknown().optional(),
  hprice: z.unknown().optional(),
  mallName: wireText,
  productId: wireProductId,
  productType: z.unknown().optional(),
  brand: wireText,
  maker: wireText,
  category1: wireText,
  category2: wireText,
  category3: wireText,
  category4: wireText,
});
export type Item = z.infer<typeof wireItem>;

/** What of an item cannot be read although the item can. */
export const misfitsIn = (item: Item, path: string): Misfit[] => [
  ...(['lprice', 'hprice'] as const)
    .filter((key) => wonOf(item[key]) === undefined)
    .map((key) => misfit(`${path}.${key}`, 'not a price', item[key])),
  ...(item.productType !== undefined && item.productType !== null && typeOf(item.productType) === null
    ? [misfit(`${path}.productType`, 'an unknown product type', item.productType)]
    : []),
];

/** An offer with what is true of it whichever word found it. */
export const offerOf = (item: Item): ParsedRecord => {
  const type = typeOf(item.productType);
  const mall = plainOrNone(item.mallName);
  const catalogue = type?.catalogue ?? (mall === catalogueMall ? true : undefined);
  const categories = [item.category1, item.category2, item.category3, item.category4].map(plainOrNone).filter((name) => name !== undefined);
  return {
    kind: 'offer',
    platform,
    id: String(item.productId),
    fields: given({
      title: plainText(item.title),
      // Nobody sells on a catalogue page: it names the platform where shops have their names.
      mall: catalogue === true && mall === catalogueMall ? undefined : mall,
      brand: plainOrNone(item.brand),
      maker: plainOrNone(item.maker),
      categories: categories.length > 0 ? categories : undefined,
      productType: type?.productType,
      condition: type?.condition,
      catalogue,
      ...linkFields(item.link),
      imageUrl: imageOf(item.image),
    }),
    counts: { price: wonOf(item.lprice) ?? null, highPrice: wonOf(item.hprice) ?? null },
  };
};

/** The place of an offer among the results of a word. */
export const placeOf = (id: string, scope: string, rank: number | null): ParsedRecord => {
  const count: Count | null = rank === null ? null : exact(rank);
  return { kind: 'offer', platform, id, scope, fields: {}, counts: { rank: count } };
};
