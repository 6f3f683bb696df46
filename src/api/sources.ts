import { z } from 'zod';
import type { Api, ApiOptions } from './options.ts';
import { answers } from './schemas.ts';

/** What can be collected, in the very words of `tidemark sources --json`: the report is made by the caller and passed on. */
export const sourceRoutes = (app: Api, { sourcesReport }: ApiOptions): void => {
  app.get('/api/v1/sources', { schema: { summary: 'Sources, their streams and endpoints', response: answers(z.unknown()) } }, async () =>
    sourcesReport(),
  );
};
