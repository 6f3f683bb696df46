import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import type { AccountMetric, AccountSummary } from '../api/index.ts';
import { useText, type Messages } from '../i18n/index.ts';
import type { Column, ColumnLook, features } from '../table/index.ts';
import { Figure } from '../ui/index.ts';
import { PlatformMark } from '../webtoons/platform-mark.tsx';
import { Avatar } from './avatar.tsx';
import { AccountMarks, FollowerChange } from './marks.tsx';

const column = createColumnHelper<typeof features, AccountSummary>();

const NameCell = ({ account }: { account: AccountSummary }) => {
  const { platform, id, title, login } = account;
  return (
    <div className="flex items-center gap-3">
      <Avatar account={account} className="size-9 text-sm" />
      <div className="min-w-0">
        <p className="flex min-w-0 items-center gap-1.5">
          <PlatformMark platform={platform} />
          <Link
            to="/accounts/$platform/$id"
            params={{ platform, id }}
            data-row-link
            className="block min-w-0 scroll-mt-44 scroll-mb-20 truncate font-semibold text-ink hover:text-sea"
          >
            {title}
          </Link>
        </p>
        <p className="mt-0.5 flex min-w-0 items-center gap-1.5 text-xs font-normal text-ink-faint">
          {login !== null && login !== title && <span className="truncate">@{login}</span>}
          <AccountMarks account={account} />
        </p>
      </div>
    </div>
  );
};

const ChangeCell = ({ account, over }: { account: AccountSummary; over: 'day' | 'week' }) => {
  const text = useText();
  return <FollowerChange change={account.changes[over]} label={text.accounts.changeOf[over]} />;
};

const figure = (metric: AccountMetric, sortable: boolean) =>
  column.accessor((account) => account.counts[metric]?.value, {
    id: metric,
    enableSorting: sortable,
    sortDescFirst: true,
    cell: ({ row }) => <Figure count={row.original.counts[metric]} metric={metric} />,
  });

const change = (over: 'day' | 'week') =>
  column.accessor((account) => account.changes[over]?.change ?? undefined, {
    id: over,
    sortDescFirst: true,
    cell: ({ row }) => <ChangeCell account={row.original} over={over} />,
  });

const accountColumns = column.columns([
  column.accessor('title', { id: 'name', sortDescFirst: false, cell: ({ row }) => <NameCell account={row.original} /> }),
  figure('followers', true),
  change('day'),
  change('week'),
  figure('likes', false),
  figure('views', true),
  figure('posts', false),
]);

/** Columns for one platform without those it never gives a number for; likes of a whole account are TikTok's alone. */
export const columnsFor = (platform: string | undefined): Column<AccountSummary>[] =>
  accountColumns.filter(({ id }) => !(neverGiven[platform ?? ''] ?? ['likes']).includes(id ?? ''));

const neverGiven: Readonly<Record<string, readonly string[]>> = {
  tiktok: ['views'],
  twitch: ['likes', 'views', 'posts'],
  chzzk: ['likes', 'views'],
};

export const accountLooks = (text: Messages): Readonly<Record<string, ColumnLook>> => ({
  name: { name: text.accounts.name, align: 'left' },
  followers: { name: text.metric.followers, look: 'w-24 max-sm:w-20' },
  day: { name: text.accounts.change.day, look: 'w-24', hide: 'max-lg:hidden' },
  week: { name: text.accounts.change.week, look: 'w-24 max-sm:w-20' },
  likes: { name: text.metric.likes, look: 'w-24', hide: 'max-lg:hidden' },
  views: { name: text.metric.views, look: 'w-28', hide: 'max-lg:hidden' },
  posts: { name: text.metric.posts, look: 'w-24', hide: 'max-lg:hidden' },
});
