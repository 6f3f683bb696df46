import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { Problem } from '../api/index.ts';
import { Tips } from '../ui/index.ts';
import { noteConnection } from './connection.ts';
import { routeTree } from './routes.tsx';
import { parseSearch, stringifySearch } from './search.ts';

const patience = 2;

const isUnauthenticated = (error: unknown): boolean => error instanceof Problem && error.status === 401;

const queryClient = new QueryClient({
  // A session that ends while the page is open leads to the door, whichever request notices first.
  queryCache: new QueryCache({
    onSuccess: () => noteConnection(false),
    onError: (error) => {
      noteConnection(error instanceof Problem && error.status === 0);
      if (!isUnauthenticated(error)) return;
      queryClient.removeQueries({ queryKey: ['session'] });
      void router.navigate({ to: '/login' });
    },
  }),
  defaultOptions: {
    mutations: { networkMode: 'always' },
    queries: {
      // The server often runs on this very machine: without a network it answers all the same.
      networkMode: 'always',
      // What the server refuses it will refuse again; only silence and its own failures are worth another try.
      retry: (failed, error) => failed < patience && error instanceof Problem && (error.status === 0 || error.status >= 500),
      retryDelay: (failed) => 500 * 2 ** failed,
    },
  },
});

const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: 'intent',
  // The cache of queries decides what is fresh; the router shall not keep a second opinion.
  defaultPreloadStaleTime: 0,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** The other pages are small: fetched while nothing else happens, they open at once, and still open when the server has gone away. */
setTimeout(() => {
  for (const route of Object.values(router.routesById)) router.loadRouteChunk(route)?.catch(() => undefined);
}, 1500);

export const App = () => (
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
    <Tips />
  </QueryClientProvider>
);
