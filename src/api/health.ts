import type { Api, ApiOptions } from './options.ts';

const answerWithinMs = 2_000;

/** For orchestrators: `/healthz` says this process serves, `/readyz` that its database answers too. Neither tells anything else. */
export const healthRoutes = (app: Api, { store, clock }: ApiOptions): void => {
  const route = { config: { open: true, anyHost: true }, schema: { hide: true } };
  app.get('/healthz', route, async () => ({ status: 'ok' }));
  app.get('/readyz', route, async (request, reply) => {
    const done = new AbortController();
    try {
      const late = clock.sleep(answerWithinMs, done.signal).then(() => Promise.reject(new Error(`no answer within ${answerWithinMs} ms`)));
      await Promise.race([store.query('select 1'), late]);
      return { status: 'ok' };
    } catch (error) {
      request.log.warn({ err: error }, 'not ready: the database does not answer');
      return reply.code(503).header('retry-after', '5').send({ status: 'the database does not answer' });
    } finally {
      done.abort(new Error('answered'));
    }
  });
};
