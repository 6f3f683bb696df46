import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { accountFacetsQuery, facetsQuery, Problem, runStates, sessionQuery, type RunState } from '../api/index.ts';
import { Crash, NotFound } from './crash.tsx';
import { Frame } from './frame.tsx';
import { oneIn, wordIn } from './search.ts';
import { readAccountSearch, readAccountsSearch } from '../accounts/search.ts';
import { readGenresSearch } from '../genres/search.ts';
import { readMoversSearch } from '../movers/search.ts';
import { readOffersSearch } from '../offers/search.ts';
import { readHistorySearch, readPipelineRunSearch } from '../pipelines/search.ts';
import { readSeriesSearch } from '../series/search.ts';
import { readWebtoonsSearch } from '../webtoons/search.ts';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: Crash,
  notFoundComponent: NotFound,
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { link?: string | undefined } => ({ link: wordIn(search, 'link') }),
  component: lazyRouteComponent(() => import('../login/login-page.tsx'), 'LoginPage'),
});

/** Everything behind the door: without a session the way leads to the login. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw redirect({ to: '/login', replace: true });
      throw error;
    }
  },
  component: Frame,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context: { queryClient } }) => {
    // Whoever collects creators and no webtoons begins with the creators. Without an answer the page itself will say why.
    const [titles, accounts] = await Promise.all([
      queryClient.ensureQueryData(facetsQuery).catch(() => null),
      queryClient.ensureQueryData(accountFacetsQuery).catch(() => null),
    ]);
    const onlyAccounts = titles?.platforms.length === 0 && (accounts?.platforms.length ?? 0) > 0;
    throw redirect({ to: onlyAccounts ? '/accounts' : '/webtoons', replace: true });
  },
});

const webtoons = createRoute({
  getParentRoute: () => inside,
  path: '/webtoons',
  validateSearch: readWebtoonsSearch,
  component: lazyRouteComponent(() => import('../webtoons/webtoons-page.tsx'), 'WebtoonsPage'),
});

const movers = createRoute({
  getParentRoute: () => inside,
  path: '/webtoons/movers',
  validateSearch: readMoversSearch,
  component: lazyRouteComponent(() => import('../movers/movers-page.tsx'), 'MoversPage'),
});

const genres = createRoute({
  getParentRoute: () => inside,
  path: '/webtoons/genres',
  validateSearch: readGenresSearch,
  component: lazyRouteComponent(() => import('../genres/genres-page.tsx'), 'GenresPage'),
});

const series = createRoute({
  getParentRoute: () => inside,
  path: '/webtoons/$platform/$id',
  validateSearch: readSeriesSearch,
  component: lazyRouteComponent(() => import('../series/series-page.tsx'), 'SeriesPage'),
});

const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: readAccountsSearch,
  component: lazyRouteComponent(() => import('../accounts/accounts-page.tsx'), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$platform/$id',
  validateSearch: readAccountSearch,
  component: lazyRouteComponent(() => import('../accounts/account-page.tsx'), 'AccountPage'),
});

const offers = createRoute({
  getParentRoute: () => inside,
  path: '/offers',
  validateSearch: readOffersSearch,
  component: lazyRouteComponent(() => import('../offers/offers-page.tsx'), 'OffersPage'),
});

const runs = createRoute({
  getParentRoute: () => inside,
  path: '/runs',
  validateSearch: (search: Record<string, unknown>): { state?: RunState | undefined; platform?: string | undefined } => ({
    state: oneIn(search, 'state', runStates),
    platform: wordIn(search, 'platform'),
  }),
  component: lazyRouteComponent(() => import('../runs/runs-page.tsx'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => inside,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('../runs/run-page.tsx'), 'RunPage'),
});

const pipelines = createRoute({
  getParentRoute: () => inside,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('../pipelines/pipelines-page.tsx'), 'PipelinesPage'),
});

const pipeline = createRoute({
  getParentRoute: () => inside,
  path: '/pipelines/$name',
  component: lazyRouteComponent(() => import('../pipelines/pipeline-page.tsx'), 'PipelinePage'),
});

const pipelineRun = createRoute({
  getParentRoute: () => inside,
  path: '/pipelines/runs/$id',
  validateSearch: readPipelineRunSearch,
  component: lazyRouteComponent(() => import('../pipelines/run-page.tsx'), 'PipelineRunPage'),
});

const history = createRoute({
  getParentRoute: () => inside,
  path: '/pipeline-runs',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('../pipelines/history-page.tsx'), 'HistoryPage'),
});

const schedules = createRoute({
  getParentRoute: () => inside,
  path: '/schedules',
  component: lazyRouteComponent(() => import('../schedules/schedules-page.tsx'), 'SchedulesPage'),
});

const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  component: lazyRouteComponent(() => import('../alerts/alerts-page.tsx'), 'AlertsPage'),
});

const queue = createRoute({
  getParentRoute: () => inside,
  path: '/queue',
  component: lazyRouteComponent(() => import('../pipelines/queue-page.tsx'), 'QueuePage'),
});

const lanes = createRoute({
  getParentRoute: () => inside,
  path: '/lanes',
  component: lazyRouteComponent(() => import('../lanes/lanes-page.tsx'), 'LanesPage'),
});

const sources = createRoute({
  getParentRoute: () => inside,
  path: '/sources',
  component: lazyRouteComponent(() => import('../sources/sources-page.tsx'), 'SourcesPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
});

export const routeTree = root.addChildren([
  home,
  login,
  inside.addChildren([
    webtoons,
    movers,
    genres,
    series,
    accounts,
    account,
    offers,
    pipelines,
    pipeline,
    pipelineRun,
    history,
    schedules,
    alerts,
    queue,
    runs,
    run,
    lanes,
    sources,
    settings,
  ]),
]);
