import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { accountFacetsQuery, accountPlatforms } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import type { AccountsSearch } from './search.ts';

/** All platforms, and each that has accounts: links, because each is a view of its own with its own address. */
export const PlatformTabs = ({ search }: { search: AccountsSearch }) => {
  const text = useText();
  const format = useFormat();
  const { data } = useQuery(accountFacetsQuery);
  const counts = new Map(data?.platforms.map(({ value, count }) => [value, count]));
  const tabs = [undefined, ...accountPlatforms.filter((platform) => counts.has(platform) || platform === search.platform)];
  return (
    <nav aria-label={text.accounts.platform} className="scrollbar-none -mx-4 flex min-w-0 overflow-x-auto px-2 sm:mx-0 sm:px-0">
      {tabs.map((platform) => {
        const current = search.platform === platform;
        return (
          <Link
            key={platform ?? ''}
            to="/accounts"
            search={{ ...search, platform }}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={current ? 'page' : undefined}
            className={`relative flex h-11 shrink-0 items-center gap-1.5 rounded-lg px-3 text-sm -outline-offset-4 transition-colors ${current ? 'font-semibold text-sea' : 'font-medium text-ink-soft hover:text-ink'}`}
          >
            {platform === undefined ? text.common.all : text.platform[platform]}
            {platform !== undefined && (
              <span className="text-xs font-normal text-ink-faint">{format.number(counts.get(platform) ?? 0)}</span>
            )}
            {current && <span className="absolute inset-x-2.5 bottom-0 h-0.5 rounded-full bg-sea" />}
          </Link>
        );
      })}
    </nav>
  );
};
