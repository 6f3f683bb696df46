import type { Count, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { moveOf } from '../changes/move.ts';
import type { Move } from '../changes/move.ts';
import { countOf } from '../counts.ts';
import { behind, decodeCursor, pageOf, positionValues } from '../keyset.ts';
import { webAddress } from '../web-address.ts';
import type { KeywordList } from './keywords.ts';

export const offerSorts = ['rank', 'price'] as const;
export type OfferSort = (typeof offerSorts)[number];

/** A number of an offer and how it moved since the day before, with the answers both came from; null ids where there is no number. */
export interface OfferMove extends Move {
  readonly count: Count | null;
  readonly before: Count | null;
  readonly runId: string | null;
  readonly exchangeId: string | null;
  readonly beforeRunId: string | null;
  readonly beforeExchangeId: string | null;
}

export interface OfferSummary {
  readonly id: string;
  readonly title: string;
  /** Who sells it; null on a catalogue page, where many do. */
  readonly mall: string | null;
  /** A page of the platform that compares shops, or one shop's own offer; null when it is not said. */
  readonly seller: 'catalogue' | 'shop' | null;
  readonly brand: string | null;
  readonly condition: string | null;
  readonly url: string | null;
  readonly imageUrl: string | null;
  /** Its place in the list; the first is the best. */
  readonly rank: OfferMove;
  /** The lowest price, in won. */
  readonly price: OfferMove;
}

export interface OfferQuestion {
  readonly platform: Platform;
  readonly list: KeywordList;
  readonly sort: OfferSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface OfferPage {
  readonly items: readonly OfferSummary[];
  readonly next: string | null;
  readonly total: number;
}

/** One page of a list as its newest run found it. Offers without the number that is sorted by come last. Throws TDM_REQUEST_INVALID for a bad cursor. */
export const listOffers = async (sql: Sql, question: OfferQuestion): Promise<OfferPage> => {
  const { platform, list, sort, direction, limit } = question;
  // A page of another run would go on in another list.
  const order = [platform, list.list, list.runId, sort, direction];
  const after = decodeCursor(order, question.cursor, 'number');
  const rows = await sql.query<PageRow>({
    text: statement(sort, direction),
    values: [platform, list.list, list.runId, list.beforeRunId, ...positionValues(after, 1), limit + 1],
  });
  const { page, next, total } = pageOf(order, rows, limit, ({ id }) => [id]);
  return {
    items: page.map((row) => offerOf(row, list)),
    next,
    total,
  };
};

interface PageRow {
  id: string;
  fields: {
    readonly title?: string | null;
    readonly mall?: string | null;
    readonly catalogue?: boolean | null;
    readonly brand?: string | null;
    readonly condition?: string | null;
    readonly url?: string | null;
    readonly imageUrl?: string | null;
  } | null;
  rank: StoredCount;
  rank_exchange: string;
  before_rank: StoredCount;
  before_rank_exchange: string | null;
  price: StoredCount;
  price_exchange: string | null;
  before_price: StoredCount;
  before_price_exchange: string | null;
  total: number;
  key: string | null;
}

const offerOf = (row: PageRow, { runId, beforeRunId }: KeywordList): OfferSummary => {
  const fields = row.fields ?? {};
  const moved = (metric: 'rank' | 'price'): OfferMove => {
    const [exchangeId, beforeExchangeId] = [row[`${metric}_exchange`], row[`before_${metric}_exchange`]];
    const [before, count] = [countOf(row[`before_${metric}`]), countOf(row[metric])];
    return {
      // Not there the day before, though the list was: it has come in.
      ...moveOf(before, count, { isRank: metric === 'rank', isNew: beforeRunId !== null && row.before_rank_exchange === null }),
      ...{ count, before, exchangeId, runId: exchangeId === null ? null : runId },
      ...{ beforeExchangeId, beforeRunId: beforeExchangeId === null ? null : beforeRunId },
    };
  };
  return {
    id: row.id,
    title: fields.title ?? row.id,
    mall: fields.mall ?? null,
    seller: fields.catalogue === true ? 'catalogue' : fields.catalogue === false || fields.mall ? 'shop' : null,
    brand: fields.brand ?? null,
    condition: fields.condition ?? null,
    url: webAddress(fields.url),
    imageUrl: fields.imageUrl ?? null,
    rank: moved('rank'),
    price: moved('price'),
  };
};

const pricesOf = (run: string): string => `
  select counts -> 'price' as price, exchange_id from observation
  where platform = $1 and kind = 'offer' and id = n.id and run_id = ${run} and scope = '' and counts ? 'price'
  order by observed_at desc limit 1`;

/** A list has at most 1,100 places: they are found by their index, ordered in one pass, and only those of the page are carried whole. */
const statement = (sort: OfferSort, direction: 'asc' | 'desc'): string => {
  const key = sort === 'rank' ? 'rank' : 'price';
  return `
with place as materialized (
  select distinct on (id) id, counts -> 'rank' as rank, exchange_id from observation
  where platform = $1 and kind = 'offer' and scope <> '' and scope = $2 and run_id = $3
  order by id, observed_at desc
), earlier as materialized (
  select distinct on (id) id, counts -> 'rank' as rank, exchange_id from observation
  where platform = $1 and kind = 'offer' and scope <> '' and scope = $2 and run_id = $4::bigint
  order by id, observed_at desc
), matched as materialized (
  select n.id, n.rank, n.exchange_id as rank_exchange, p.price, p.exchange_id as price_exchange
  from place n left join lateral (${pricesOf('$3')}) p on true
), keyed as (
  select matched.*, count_value(${key}) as key from matched
), page as (
  select * from keyed
  where ${behind(5, { direction, type: 'numeric', ties: ['id'] })}
  order by key is null, key ${direction}, id
  limit $8
)
select (select count(*) from matched)::integer as total, n.id, r.fields, n.key::text as key, nullif(n.rank, 'null') as rank, n.rank_exchange,
  nullif(e.rank, 'null') as before_rank, e.exchange_id as before_rank_exchange, nullif(n.price, 'null') as price, n.price_exchange,
  nullif(b.price, 'null') as before_price, b.exchange_id as before_price_exchange
from (select) as always
left join page n on true
left join record r on r.platform = $1 and r.kind = 'offer' and r.id = n.id
left join earlier e on e.id = n.id
left join lateral (${pricesOf('$4::bigint')}) b on true
order by n.key is null, n.key ${direction}, n.id`;
};
