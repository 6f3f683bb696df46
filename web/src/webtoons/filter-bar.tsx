import { useQuery } from '@tanstack/react-query';
import { facetsQuery, seriesSorts, type Facet, type SeriesSort } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Button, Icon, IconButton, Menu } from '../ui/index.ts';
import { filterOf, isNarrowed, naturalDirection, type WebtoonsSearch } from './search.ts';

/** Genre, state and order. Choosing the empty value takes a filter away. */
export const FilterBar = ({ search, change }: { search: WebtoonsSearch; change: (part: WebtoonsSearch) => void }) => {
  const text = useText();
  const format = useFormat();
  const { data: facets } = useQuery(facetsQuery);
  const { sort, direction } = filterOf(search);

  const choices = (known: readonly Facet[] | undefined, names: Readonly<Record<string, string>> = {}) => [
    { value: '', label: text.common.all },
    ...(known ?? []).map((facet) => ({ value: facet.value, label: nameIn(names, facet.value), hint: format.number(facet.count) })),
  ];
  const turned = direction === 'asc' ? text.webtoons.ascending : text.webtoons.descending;

  return (
    <div className="scrollbar-none flex min-w-0 items-center gap-1.5 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 max-md:py-1">
      <Menu
        label={text.webtoons.genre}
        value={search.genre ?? ''}
        choices={choices(facets?.genres)}
        onChoose={(genre) => change({ genre: genre || undefined })}
      />
      <Menu
        label={text.webtoons.state}
        value={search.state ?? ''}
        choices={choices(facets?.states, text.seriesState)}
        onChoose={(state) =>
          change({ state: (state || undefined) as WebtoonsSearch['state'], ...(state === 'finished' ? { weekday: undefined } : {}) })
        }
      />
      <span aria-hidden="true" className="mx-1 h-5 w-px shrink-0 bg-line" />
      <Menu
        label={text.webtoons.sort}
        showLabel
        value={sort}
        choices={seriesSorts.map((value) => ({ value, label: text.metric[value] }))}
        onChoose={(value) => change({ sort: value as SeriesSort, direction: undefined })}
      />
      <IconButton
        label={text.webtoons.turn(turned)}
        look="outline"
        onClick={() => {
          const other = direction === 'asc' ? 'desc' : 'asc';
          change({ sort, direction: other === naturalDirection(sort) ? undefined : other });
        }}
      >
        <Icon name={direction === 'asc' ? 'ascending' : 'descending'} size={16} />
      </IconButton>
      {isNarrowed(search) && (
        <Button
          look="ghost"
          onClick={() => change({ weekday: undefined, state: undefined, genre: undefined, platform: undefined, q: undefined })}
        >
          {text.common.clearFilters}
        </Button>
      )}
    </div>
  );
};
