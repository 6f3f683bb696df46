import { z } from 'zod';
import type { Count, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import { exact } from '../../../domain/index.ts';
import { outcomeOf, wireText } from '../../fields.ts';
import { absentEverywhere, rowReader } from '../../rows.ts';
import { dayNamed, rankOf, unknownAge } from '../shape.ts';
import { contentFields, seriesRecord, wireCard } from './card.ts';
import type { Card } from './card.ts';

const section = z.object({
  placement: wireText,
  cardGroups: z.array(z.object({ cards: z.array(z.unknown()) })),
});
const readSections = rowReader(section);
const readCards = rowReader<Card>(wireCard);

/** What a placement is: `timetable_mon` is Monday's whole list, `timetable_mon_free_publishing` a part of it. */
interface Place {
  readonly scope: string;
  readonly weekday?: string | undefined;
  readonly finished: boolean;
  /** Only some of the list's titles: places among them would say nothing. */
  readonly partial: boolean;
}

const placeOf = (placement: string | null | undefined): Place => {
  const match = /^(?:timetable|general|novel)_([a-z]+)(_\w+)?$/.exec(placement ?? '');
  const weekday = dayNamed(match?.[1] ?? '');
  const partial = match?.[2] !== undefined;
  if (weekday !== undefined) return { scope: `weekday/${weekday}`, weekday, finished: false, partial };
  if (match?.[1] === 'completed') return { scope: 'finished', finished: true, partial };
  return { scope: `list/${placement || 'unnamed'}`, finished: false, partial: true };
};

/** The platform's orders over all of its titles, with the words all webtoon platforms share. */
const orders = [
  ['user', 'popularity'],
  ['view', 'views'],
  ['male', 'popularityMale'],
  ['female', 'popularityFemale'],
] as const;

/**
 * Places within one list, by the platform's rank over all titles: the site itself sorts its lists so. Null for titles not ranked yet, and
 * for all when a card could not be read: it might have stood anywhere.
 */
const placesBy = (cards: readonly (Card | null)[], key: 'popularity' | 'views'): ReadonlyMap<Card, Count> => {
  if (cards.includes(null)) return new Map();
  const ranked = (cards as readonly Card[]).flatMap((card) => {
    const rank = rankOf(card.sorting?.[key]);
    return rank === null ? [] : [{ card, rank: rank.value }];
  });
  return new Map(ranked.sort((left, right) => left.rank - right.rank).map(({ card }, index) => [card, exact(index + 1)]));
};

/**
 * Cards of sections, as lists of every age write them. The first record of a card carries its fields; the others only say where it
 * stands in another order. Lists before 2023 have no orders: their titles are told, their places are not.
 */
export const readSectionCards = (sections: unknown, path: string, placementAsked: string | null): Parsed => {
  const { rows, misfits } = readSections(sections, path);
  const quarantined: Misfit[] = [...misfits];
  const records: ParsedRecord[] = [];
  const told = new Set<string>();
  const tell = (record: ParsedRecord): void => {
    const key = `${record.id} ${record.scope}`;
    if (told.has(key)) return;
    told.add(key);
    records.push(record);
  };
  const all: (Card | null)[] = [];
  rows.forEach((each, sectionAt) => {
    if (each === null) return;
    const place = placeOf(each.placement ?? placementAsked);
    const cards: (Card | null)[] = [];
    each.cardGroups.forEach((group, groupAt) => {
      const read = readCards(group.cards, `${path}[${sectionAt}].cardGroups[${groupAt}].cards`);
      cards.push(...read.rows);
      quarantined.push(...read.misfits);
    });
    all.push(...cards);
    tellCards(cards, place, tell);
    for (const card of cards)
      if (card) quarantined.push(...unknownAge(`${path}[${sectionAt}].cardGroups[].cards[].content.ageLimit`, card.content.ageLimit));
  });
  quarantined.push(
    ...absentEverywhere(contentsOf(all), `${path}[].cardGroups[].cards[].content`, ['authors', 'adult', 'badges', 'seoKeywords']),
  );
  if (all.some((card) => card?.sorting !== undefined && card.sorting !== null))
    quarantined.push(...absentEverywhere(sortingsOf(all), `${path}[].cardGroups[].cards[].sorting`, ['popularity', 'views']));
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

const contentsOf = (cards: readonly (Card | null)[]): (Card['content'] | null)[] => cards.map((card) => card?.content ?? null);
const sortingsOf = (cards: readonly (Card | null)[]): (NonNullable<Card['sorting']> | null)[] => cards.map((card) => card?.sorting ?? null);

const tellCards = (cards: readonly (Card | null)[], place: Place, tell: (record: ParsedRecord) => void): void => {
  const hasOrders = cards.some((card) => card?.sorting !== undefined && card.sorting !== null);
  const byUser = placesBy(cards, 'popularity');
  const byViews = placesBy(cards, 'views');
  for (const card of cards) {
    if (card === null) continue;
    const { content, sorting, genreFilters } = card;
    const fields = contentFields(content, {
      weekdays: place.weekday === undefined ? undefined : [place.weekday],
      state: place.finished ? 'finished' : undefined,
      genreCodes: genreFilters?.filter((code) => code !== 'all'),
    });
    if (!hasOrders) {
      tell(seriesRecord(content, { scope: place.scope, fields, counts: {} }));
      continue;
    }
    if (place.partial) tell(seriesRecord(content, { scope: place.scope, fields, counts: {} }));
    else {
      tell(seriesRecord(content, { scope: `${place.scope}/user`, fields, counts: { rank: byUser.get(card) ?? null } }));
      tell(seriesRecord(content, { scope: `${place.scope}/view`, counts: { rank: byViews.get(card) ?? null } }));
    }
    for (const [order, key] of orders) tell(seriesRecord(content, { scope: `all/${order}`, counts: { rank: rankOf(sorting?.[key]) } }));
  }
};
