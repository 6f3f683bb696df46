import { createColumnHelper } from '@tanstack/react-table';
import type { Offer, OfferMove } from '../api/index.ts';
import { nameIn, useFormat, useText, type Messages } from '../i18n/index.ts';
import type { ColumnLook, features } from '../table/index.ts';
import { Badge, Icon } from '../ui/index.ts';

const column = createColumnHelper<typeof features, Offer>();

const RankCell = ({ rank }: { rank: OfferMove }) => {
  const format = useFormat();
  return (
    <span className="flex items-baseline gap-2 max-sm:flex-col max-sm:gap-0">
      <span className="min-w-7 font-semibold text-ink tabular-nums">{rank.count ? format.number(rank.count.value) : '—'}</span>
      <Places rank={rank} />
    </span>
  );
};

/** How many places an offer went up or down; nothing where it stayed or nobody knows. */
const Places = ({ rank }: { rank: OfferMove }) => {
  const text = useText();
  const format = useFormat();
  if (rank.verdict === 'new')
    return (
      <Badge tone="sea" tip={text.offers.freshMeaning}>
        {text.offers.fresh}
      </Badge>
    );
  if (!rank.change) return null;
  const up = rank.change > 0;
  const size = format.number(Math.abs(rank.change));
  const words = (up ? text.offers.up : text.offers.down)(text.offers.places(size));
  return (
    <span data-tip={words} className={`text-xs font-medium tabular-nums ${up ? 'text-good' : 'text-bad'}`}>
      <span aria-hidden="true">
        {up ? '▲' : '▼'} {size}
      </span>
      <span className="sr-only">{words}</span>
    </span>
  );
};

const OfferCell = ({ offer, onOpen }: { offer: Offer; onOpen: (offer: Offer) => void }) => {
  const text = useText();
  const seller = offer.seller === 'catalogue' ? text.offers.catalogue : offer.mall;
  const condition = offer.condition && offer.condition !== 'new' ? nameIn(text.offers.condition, offer.condition) : null;
  return (
    <div className="min-w-0">
      <button
        type="button"
        data-row-link
        onClick={() => onOpen(offer)}
        className="block max-w-full truncate rounded text-left font-medium text-ink hover:text-sea"
      >
        {offer.title}
      </button>
      <p className="truncate text-xs font-normal text-ink-faint">
        {[offer.brand, condition].filter(Boolean).join(' · ')}
        {seller && (
          <span className="lg:hidden">
            {(offer.brand || condition) && ' · '}
            {seller}
          </span>
        )}
      </p>
    </div>
  );
};

const MallCell = ({ offer }: { offer: Offer }) => {
  const text = useText();
  if (offer.seller === 'catalogue') return <Badge tip={text.offers.catalogueMeaning}>{text.offers.catalogue}</Badge>;
  return <span className="block truncate">{offer.mall ?? '—'}</span>;
};

const PriceCell = ({ price }: { price: OfferMove }) => {
  const text = useText();
  const format = useFormat();
  if (price.count === null) {
    return (
      <span data-tip={text.count.missing} className="text-ink-faint">
        <span aria-hidden="true">—</span>
        <span className="sr-only">{text.count.missing}</span>
      </span>
    );
  }
  const sign = (price.change ?? 0) > 0 ? '+' : '−';
  return (
    <span className="block leading-tight tabular-nums">
      <span className="block font-semibold text-ink">{text.offers.won(format.number(price.count.value))}</span>
      {price.change !== null && price.change !== 0 && (
        <span className="block text-xs font-normal text-ink-soft">
          {sign}
          {text.offers.won(format.number(Math.abs(price.change)))}
        </span>
      )}
    </span>
  );
};

/** The way to the offer itself. */
const OutCell = ({ offer }: { offer: Offer }) => {
  const text = useText();
  if (offer.url === null) return null;
  return (
    <a
      href={offer.url}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={`${text.offers.open}: ${offer.title}`}
      className="ml-auto grid size-7 place-items-center rounded-md text-ink-faint hover:bg-well hover:text-sea"
    >
      <Icon name="out" size={15} />
    </a>
  );
};

/** `linked`: the offers have pages at the platform. Invented ones have none. */
export const offerColumns = (onOpen: (offer: Offer) => void, linked: boolean) =>
  column
    .columns([
      column.accessor((offer) => offer.rank.count?.value, {
        id: 'rank',
        sortDescFirst: false,
        cell: ({ row }) => <RankCell rank={row.original.rank} />,
      }),
      column.accessor('title', {
        id: 'title',
        enableSorting: false,
        cell: ({ row }) => <OfferCell offer={row.original} onOpen={onOpen} />,
      }),
      column.accessor('mall', { id: 'mall', enableSorting: false, cell: ({ row }) => <MallCell offer={row.original} /> }),
      column.accessor((offer) => offer.price.count?.value, {
        id: 'price',
        sortDescFirst: false,
        cell: ({ row }) => <PriceCell price={row.original.price} />,
      }),
      column.accessor('url', { id: 'out', enableSorting: false, cell: ({ row }) => <OutCell offer={row.original} /> }),
    ])
    .filter(({ id }) => linked || id !== 'out');

export const offerLooks = (text: Messages): Readonly<Record<string, ColumnLook>> => ({
  rank: { name: text.offers.rank, look: 'w-28 max-sm:w-16', align: 'left' },
  title: { name: text.offers.offer, align: 'left' },
  mall: { name: text.offers.mall, look: 'w-44', hide: 'max-lg:hidden', align: 'left' },
  price: { name: text.offers.price, look: 'w-36 max-lg:w-24' },
  out: { name: <span className="sr-only">{text.offers.open}</span>, look: 'w-10', hide: 'max-sm:hidden' },
});
