import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { reasonOf } from '../domain/index.ts';
import { runTotals } from '../insight/index.ts';
import type { Api, ApiOptions } from './options.ts';

/** `/metrics` in the text format of Prometheus. A registry of its own, so that several APIs of a process do not add up. */
export const metricsRoutes = (app: Api, options: ApiOptions): void => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'tidemark_http_request_seconds',
    help: 'Time to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    // Patterns, never addresses: their number is bounded and they hold no secret.
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  const measure = createGauges(registry, options);
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    await measure().catch((error: unknown) =>
      request.log.warn({ err: error, reason: reasonOf(error) }, 'metrics without those of the database'),
    );
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};

const createGauges = (registry: Registry, { store, clock, lanesReport }: ApiOptions): (() => Promise<void>) => {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge('tidemark_database_up', '1 when the database answers', []);
  const runs = gauge('tidemark_runs', 'Runs by state', ['platform', 'state']);
  // The database counts them, over restarts and for all workers; they only grow, so rate() works on them.
  const volumes = (['pages', 'records', 'observations', 'misfits', 'bytes'] as const).map(
    (what) => [what, gauge(`tidemark_collected_${what}_total`, `Collected ${what} of all runs`, ['platform'])] as const,
  );
  const backoff = gauge('tidemark_lane_backoff_seconds', 'How long the lane stays away after a complaint; 0 when it does not', ['lane']);
  const spent = gauge('tidemark_lane_budget_used', "Units of the day's budget used", ['lane']);

  return async () => {
    up.set(0);
    for (const each of [runs, backoff, spent, ...volumes.map(([, metric]) => metric)]) each.reset();
    for (const total of await runTotals(store)) {
      runs.set({ platform: total.platform, state: total.state }, total.runs);
      for (const [what, metric] of volumes) metric.inc({ platform: total.platform }, total[what]);
    }
    up.set(1);
    for (const lane of await lanesReport()) {
      const seconds = lane.waitingFor === 'backoff' && lane.until !== null ? Math.max(0, lane.until - clock.now()) / 1000 : 0;
      backoff.set({ lane: lane.name }, seconds);
      spent.set({ lane: lane.name }, lane.budgetUsed);
    }
  };
};
