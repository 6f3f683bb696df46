import cookie from '@fastify/cookie';
import Fastify, { LogController } from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { TidemarkError } from '../domain/index.ts';
import { accountRoutes } from './accounts.ts';
import { alertRoutes } from './alerts.ts';
import { challengeRoutes } from './challenges.ts';
import { episodeRoutes } from './episodes.ts';
import { commentRoutes } from './comments.ts';
import { exchangeRoutes } from './exchanges.ts';
import { installGuard } from './guard.ts';
import { installHeaders } from './headers.ts';
import { healthRoutes } from './health.ts';
import { imageRoutes } from './images.ts';
import { laneRoutes } from './lanes.ts';
import { metricsRoutes } from './metrics.ts';
import { moverRoutes } from './movers.ts';
import { installOpenApi, openApiRoutes } from './openapi.ts';
import { offerRoutes } from './offers.ts';
import type { Api, ApiOptions } from './options.ts';
import { pipelineBeginRoutes } from './pipeline-begin.ts';
import { pipelineActions } from './pipeline-actions.ts';
import { pipelineRoutes } from './pipelines.ts';
import { poolRoutes } from './pools.ts';
import { sendProblem } from './problems.ts';
import { runRoutes } from './runs.ts';
import { scheduleRoutes } from './schedules.ts';
import { sessionRoutes } from './session.ts';
import { sourceRoutes } from './sources.ts';
import { tableRoutes } from './table.ts';
import { tokenRoutes } from './tokens.ts';
import { traceRoutes } from './traces.ts';
import { webRoutes } from './web.ts';
import { webtoonRoutes } from './webtoons.ts';

/**
 * The HTTP server, ready to `listen`. It opens nothing and starts nothing by itself; closing it leaves the store open.
 *
 * Order matters: headers before the guard, so that refusals carry them too; the OpenAPI collector before the routes it describes.
 */
export const createApi = async (options: ApiOptions): Promise<Api> => {
  const app: Api = Fastify({
    loggerInstance: options.logger,
    // One line a request at debug below; Fastify's own two lines hold the address, and an address may hold a sign-in link.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    // Nothing that is sent here takes long; who sends a byte a minute only wants the connection.
    requestTimeout: 30_000,
    frameworkErrors: (error, request, reply) => sendProblem(error, request as FastifyRequest, reply as unknown as FastifyReply),
    routerOptions: { maxParamLength: 2_000 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Forms of other sites can post text/plain without asking; nothing here reads anything but JSON.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request) => {
    throw new TidemarkError('TDM_NOT_FOUND', { what: 'route', id: `${request.method} ${request.url.split('?')[0]!.slice(0, 200)}` });
  });
  if (options.onRoute) app.addHook('onRoute', options.onRoute);
  await app.register(cookie);
  installHeaders(app, options);
  installGuard(app, options);
  installOpenApi(app, options);
  await app.after();

  healthRoutes(app, options);
  metricsRoutes(app, options);
  sessionRoutes(app, options);
  tokenRoutes(app, options);
  webtoonRoutes(app, options);
  moverRoutes(app, options);
  tableRoutes(app, options);
  commentRoutes(app, options);
  accountRoutes(app, options);
  offerRoutes(app, options);
  traceRoutes(app, options);
  episodeRoutes(app, options);
  runRoutes(app, options);
  pipelineRoutes(app, options);
  pipelineBeginRoutes(app, options);
  pipelineActions(app, options);
  scheduleRoutes(app, options);
  poolRoutes(app, options);
  alertRoutes(app, options);
  exchangeRoutes(app, options);
  laneRoutes(app, options);
  challengeRoutes(app, options);
  sourceRoutes(app, options);
  imageRoutes(app, options);
  openApiRoutes(app);
  webRoutes(app, options);

  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    request.log.debug(
      { method, route: routeOptions.url ?? 'unmatched', status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  await app.ready();
  return app;
};
