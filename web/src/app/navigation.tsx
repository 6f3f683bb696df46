import { Link, useLocation } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { runsQuery, type Session } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Ago, Icon, Logo } from '../ui/index.ts';
import { SampleButton } from './sample-ribbon.tsx';

const places = [
  { to: '/webtoons', name: 'webtoons' },
  { to: '/accounts', name: 'accounts' },
  { to: '/offers', name: 'offers' },
  { to: '/pipelines', name: 'pipelines' },
  { to: '/runs', name: 'runs' },
  { to: '/queue', name: 'queue' },
  { to: '/alerts', name: 'alerts' },
  { to: '/lanes', name: 'lanes' },
  { to: '/sources', name: 'sources' },
  { to: '/settings', name: 'settings' },
] as const;

const Wordmark = () => (
  <span className="flex items-center gap-2.5">
    <Logo size={26} />
    <span className="text-[15px] font-semibold tracking-[-0.02em]">Tidemark</span>
  </span>
);

const dots = {
  running: 'bg-sea animate-breathe',
  waiting: 'bg-warn animate-breathe',
  interrupted: 'bg-warn',
  done: 'bg-good',
  failed: 'bg-bad',
  abandoned: 'bg-ink-faint',
};

/** Pages that belong to a place and have an address of their own. */
const belonging: Readonly<Record<string, readonly string[]>> = { '/pipelines': ['/schedules', '/pipeline-runs'] };

const here = (place: string, pathname: string): { 'aria-current'?: 'page'; className?: string } =>
  belonging[place]?.includes(pathname) ? { 'aria-current': 'page', className: 'bg-sea-wash !text-sea' } : {};

/** How the newest run fares, always in sight: the operator should not have to go and look. */
const NewestRun = () => {
  const text = useText();
  const { data } = useInfiniteQuery(runsQuery({}));
  const run = data?.pages[0]?.items[0];
  if (!run) return null;
  return (
    <Link
      to="/runs/$id"
      params={{ id: run.id }}
      className="mb-1 flex items-center gap-2.5 rounded-lg px-2.5 py-2 text-xs text-ink-soft hover:bg-well hover:text-ink"
    >
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dots[run.state]}`} />
      <span className="min-w-0 truncate">
        {text.runs.runNo(run.id)} · {text.runState[run.state]}
        <span className="block text-ink-faint">
          <Ago at={run.finishedAt ?? run.startedAt} />
        </span>
      </span>
    </Link>
  );
};

export const SideNavigation = ({ session }: { session: Session }) => {
  const text = useText();
  const pathname = useLocation({ select: (location) => location.pathname });
  return (
    <div className="fixed inset-y-0 left-0 z-40 flex w-56 flex-col border-r border-line bg-canvas px-3 py-4 max-md:hidden">
      <Link to="/webtoons" className="mb-5 self-start rounded-lg px-2 py-1">
        <Wordmark />
      </Link>
      <nav aria-label={text.nav.label} className="flex flex-col gap-0.5">
        {places.map((place) => (
          <Link
            key={place.to}
            to={place.to}
            className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-[13.5px] font-medium text-ink-soft transition-colors hover:bg-well hover:text-ink"
            activeProps={{ className: 'bg-sea-wash !text-sea', 'aria-current': 'page' }}
            inactiveProps={here(place.to, pathname)}
          >
            <Icon name={place.name} />
            {text.nav[place.name]}
          </Link>
        ))}
      </nav>
      <div className="mt-auto">
        <NewestRun />
        <p className="truncate border-t border-line px-2.5 pt-3 text-xs text-ink-faint">
          {session.workspace.name} · {session.version}
        </p>
      </div>
    </div>
  );
};

export const TopBar = ({ session }: { session: Session }) => (
  <div className="sticky top-0 z-40 flex h-12 items-center justify-between border-b border-line bg-canvas/90 px-4 backdrop-blur md:hidden">
    <Link to="/webtoons">
      <Wordmark />
    </Link>
    {session.world === 'sample' && <SampleButton session={session} />}
  </div>
);

/** So many have room under the thumb; the others open above them. */
const underThumb = 5;

const tab = 'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[10px] font-medium tracking-tight text-ink-soft';

/** The browser's own popover: it closes on Escape and on a tap elsewhere, and gives the focus back. */
const MorePlaces = () => {
  const text = useText();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const more = places.slice(underThumb);
  const isHere = useLocation({ select: ({ pathname }) => more.some(({ to }) => pathname.startsWith(to)) });
  return (
    <>
      <button type="button" popoverTarget={id} className={`${tab} ${isHere ? '!text-sea' : ''}`}>
        <Icon name="places" size={21} />
        {text.nav.more}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        className="fixed inset-auto right-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] m-0 min-w-48 rounded-xl border border-line bg-surface p-1 text-ink shadow-float open:animate-rise"
      >
        {more.map((place) => (
          <Link
            key={place.to}
            to={place.to}
            onClick={() => list.current?.hidePopover()}
            className="flex h-11 items-center gap-3 rounded-lg px-3 text-sm font-medium text-ink-soft hover:bg-well"
            activeProps={{ className: '!text-sea', 'aria-current': 'page' }}
          >
            <Icon name={place.name} />
            {text.nav[place.name]}
          </Link>
        ))}
      </div>
    </>
  );
};

/** On a phone the places lie under the thumb. */
export const BottomNavigation = () => {
  const text = useText();
  return (
    <nav
      aria-label={text.nav.label}
      className="fixed inset-x-0 bottom-0 z-40 flex border-t border-line bg-canvas/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:hidden"
    >
      {places.slice(0, underThumb).map((place) => (
        <Link key={place.to} to={place.to} className={tab} activeProps={{ className: '!text-sea', 'aria-current': 'page' }}>
          <Icon name={place.name} size={21} />
          {text.nav[place.name]}
        </Link>
      ))}
      <MorePlaces />
    </nav>
  );
};
