import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { postsQuery, sessionQuery, type Direction, type Post, type PostOrder, type PostSort } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { DataTable, Paged, TableSkeleton, usePages, type ColumnLook, type features } from '../table/index.ts';
import { useTrace } from '../trace/index.ts';
import { Badge, Figure, Icon, Notice, Section } from '../ui/index.ts';

const rowHeight = 46;
const column = createColumnHelper<typeof features, Post>();

const WordsCell = ({ post, onOpen }: { post: Post; onOpen: (post: Post) => void }) => {
  const text = useText();
  return (
    <span className="flex items-center gap-2">
      <button
        type="button"
        data-row-link
        onClick={() => onOpen(post)}
        className={`min-w-0 truncate rounded text-left font-medium hover:text-sea ${post.title === null ? 'text-ink-faint' : 'text-ink'}`}
      >
        {post.title ?? text.accounts.noWords}
      </button>
      {post.state && <Badge tone="warn">{text.accounts.postState[post.state]}</Badge>}
    </span>
  );
};

const KindCell = ({ post }: { post: Post }) => {
  const text = useText();
  return <>{post.type === null ? '—' : nameIn(text.accounts.postType, post.type)}</>;
};

const DayCell = ({ at }: { at: string | null }) => {
  const format = useFormat();
  return <>{at === null ? '—' : format.day(at.slice(0, 10))}</>;
};

const LengthCell = ({ seconds }: { seconds: number | null }) => {
  const format = useFormat();
  return <>{seconds === null ? '—' : format.duration(Math.round(seconds) * 1000)}</>;
};

/** The way to the post at its platform. */
const OutCell = ({ post }: { post: Post }) => {
  const text = useText();
  if (post.url === null) return null;
  return (
    <a
      href={post.url}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={text.accounts.openAtPlatform(post.title ?? text.accounts.post)}
      className="ml-auto grid size-7 place-items-center rounded-md text-ink-faint hover:bg-well hover:text-sea"
    >
      <Icon name="out" size={15} />
    </a>
  );
};

const figure = (metric: 'views' | 'likes' | 'comments') =>
  column.accessor((post) => post.counts[metric]?.value, {
    id: metric,
    sortDescFirst: true,
    cell: ({ row }) => <Figure count={row.original.counts[metric]} metric={metric} />,
  });

const columnsFor = (onOpen: (post: Post) => void) =>
  column.columns([
    column.accessor('title', { id: 'title', enableSorting: false, cell: ({ row }) => <WordsCell post={row.original} onOpen={onOpen} /> }),
    column.accessor('type', { id: 'type', enableSorting: false, cell: ({ row }) => <KindCell post={row.original} /> }),
    column.accessor('publishedAt', {
      id: 'publishedAt',
      sortDescFirst: true,
      cell: ({ row }) => <DayCell at={row.original.publishedAt} />,
    }),
    column.accessor('durationSeconds', {
      id: 'duration',
      enableSorting: false,
      cell: ({ row }) => <LengthCell seconds={row.original.durationSeconds} />,
    }),
    figure('views'),
    figure('likes'),
    figure('comments'),
    column.accessor('url', { id: 'out', enableSorting: false, cell: ({ row }) => <OutCell post={row.original} /> }),
  ]);

const traced = ['views', 'likes', 'comments', 'fields'] as const;

interface PostTableProps {
  readonly platform: string;
  readonly id: string;
  readonly order: PostOrder;
  readonly onOrder: (sort: PostSort, direction: Direction) => void;
  readonly stickAt: number;
}

/** The posts of an account, the newest first. A row opens where its numbers come from. */
export const PostTable = ({ platform, id, order, onOrder, stickAt }: PostTableProps) => {
  const text = useText();
  const format = useFormat();
  const trace = useTrace();
  const pages = usePages(useInfiniteQuery(postsQuery(platform, id, order)));
  const { items, total } = pages;
  const open = useMemo(
    () => (post: Post) => {
      const metric = traced.find((each) => post.traces[each] !== undefined);
      if (metric === undefined) return;
      const name = metric === 'fields' ? text.accounts.post : `${text.metric[metric]} ${format.countInWords(post.counts[metric])}`;
      trace({ origin: { exchangeId: post.traces[metric]!.exchangeId }, figure: `${name} · ${post.title ?? post.id}` });
    },
    [format, text, trace],
  );
  const { data: session } = useQuery(sessionQuery);
  // Invented posts have no page.
  const linked = session?.world === 'real';
  const columns = useMemo(() => {
    // A number that no post has is none of this platform's.
    const has = (metric: 'likes' | 'comments') => order.sort === metric || items.some(({ counts }) => counts[metric] !== null);
    return columnsFor(open).filter(({ id: name }) => (name === 'out' ? linked : (name !== 'likes' && name !== 'comments') || has(name)));
  }, [open, items, order.sort, linked]);
  const looks = useMemo<Readonly<Record<string, ColumnLook>>>(
    () => ({
      title: { name: text.accounts.post, align: 'left' },
      type: { name: text.accounts.kind, look: 'w-40', hide: 'max-xl:hidden', align: 'left' },
      publishedAt: { name: text.accounts.published, look: 'w-32 max-sm:w-28', hide: 'max-md:hidden' },
      duration: { name: text.accounts.duration, look: 'w-28', hide: 'max-xl:hidden' },
      views: { name: text.metric.views, look: 'w-22 max-sm:w-18' },
      likes: { name: text.metric.likes, look: 'w-22', hide: 'max-lg:hidden' },
      comments: { name: text.metric.comments, look: 'w-24', hide: 'max-lg:hidden' },
      out: { name: <span className="sr-only">{text.accounts.open}</span>, look: 'w-10', hide: 'max-sm:hidden' },
    }),
    [text],
  );

  return (
    <Section title={text.accounts.posts} {...(total > 0 ? { lead: text.accounts.postsTotal(format.number(total)) } : {})}>
      <Paged
        pages={pages}
        skeleton={<TableSkeleton rowHeight={rowHeight} rows={8} />}
        empty={<Notice title={text.accounts.noPostsTitle}>{text.accounts.noPostsNext}</Notice>}
      >
        <DataTable
          label={text.accounts.posts}
          columns={columns}
          looks={looks}
          items={items}
          idOf={(post) => post.id}
          total={total}
          rowHeight={rowHeight}
          sort={order.sort}
          direction={order.direction}
          onSort={(sort, direction) => onOrder(sort as PostSort, direction)}
          onOpen={open}
          more={pages.more}
          stickAt={stickAt}
        />
      </Paged>
    </Section>
  );
};
