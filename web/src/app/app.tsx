import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { Problem } from '../api/index.ts';
import { Tips } from '../ui/index.ts';
import { routeTree } from './routes.tsx';
import { parseSearch, stringifySearch } from './search.ts';

const patience = 2;

const isUnauthenticated = (error: unknown): boolean => error instanceof Problem && error.status === 401;

const queryClient = new QueryClient({
  // A session that ends while the page is open leads to the door, whichever request notices first.
  queryCache: new QueryCache({
    onError: (error) => {
      if (!isUnauthenticated(error)) return;
      queryClient.removeQueries({ queryKey: ['session'] });
      void router.navigate({ to: '/login' });
    },
  }),
  defaultOptions: {
    queries: {
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

export const App = () => (
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
    <Tips />
  </QueryClientProvider>
);
