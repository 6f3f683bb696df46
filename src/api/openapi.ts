import swagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api, ApiOptions } from './options.ts';
import { sessionCookie } from './guard.ts';
import { registry } from './schemas.ts';

/** Collects the routes into an OpenAPI document. To be installed before any of them. */
export const installOpenApi = (app: Api, { version }: ApiOptions): void => {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tidemark', version, description: 'What was collected, how it grew, and where every figure comes from.' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry: registry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: registry }),
  });
};

/** The document itself, for those signed in. */
export const openApiRoutes = (app: Api): void => {
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};
