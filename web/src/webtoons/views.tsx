import { Link } from '@tanstack/react-router';
import { useText } from '../i18n/index.ts';

const views = [
  { to: '/webtoons', name: 'all' },
  { to: '/webtoons/movers', name: 'movers' },
  { to: '/webtoons/genres', name: 'genres' },
] as const;

/** The ways to look at the webtoons, above each of them. The platform chosen goes along; other filters belong to one view only. */
export const WebtoonViews = ({ platform }: { platform: string | undefined }) => {
  const text = useText();
  return (
    <nav aria-label={text.webtoons.views.label} className="scrollbar-none -mx-4 flex gap-1 overflow-x-auto px-4 pt-5 sm:mx-0 sm:px-0">
      {views.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          search={{ platform }}
          activeOptions={{ exact: true, includeSearch: false }}
          className="inline-flex h-8 shrink-0 items-center rounded-full px-3 text-[13px] font-medium text-ink-soft transition-colors hover:bg-well hover:text-ink"
          activeProps={{ className: 'bg-sea-wash !text-sea', 'aria-current': 'page' }}
        >
          {text.webtoons.views[name]}
        </Link>
      ))}
    </nav>
  );
};
