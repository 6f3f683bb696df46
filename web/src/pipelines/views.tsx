import { Link } from '@tanstack/react-router';
import { useText } from '../i18n/index.ts';

const views = [
  { to: '/pipelines', name: 'pipelines' },
  { to: '/schedules', name: 'schedules' },
  { to: '/pipeline-runs', name: 'tab' },
] as const;

/** The ways to look at what runs by itself, above each of them. */
export const PipelineViews = () => {
  const { history } = useText();
  return (
    <nav aria-label={history.views} className="scrollbar-none -mx-4 flex gap-1 overflow-x-auto px-4 pt-5 sm:mx-0 sm:px-0">
      {views.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="inline-flex h-8 shrink-0 items-center rounded-full px-3 text-[13px] font-medium text-ink-soft transition-colors hover:bg-well hover:text-ink"
          activeProps={{ className: 'bg-sea-wash !text-sea', 'aria-current': 'page' }}
        >
          {history[name]}
        </Link>
      ))}
    </nav>
  );
};
