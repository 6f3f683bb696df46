import swagger from '@fastify/swagger';
import type { SwaggerTransformObject } from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api, ApiOptions } from './options.ts';
import { sessionCookie } from './guard.ts';
import { registry } from './schemas.ts';

const toDocument = createJsonSchemaTransformObject({ schemaRegistry: registry });

/** Every schema comes once as it is read and once as it is written; the side no route leads to would only confuse. */
const transformObject: SwaggerTransformObject = (given) => {
  const document = toDocument(given) as { paths?: object; components?: { schemas?: Record<string, object> } };
  const schemas = document.components?.schemas ?? {};
  const used: Record<string, object> = {};
  const follow = (part: object): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name];
      if (name in used || schema === undefined) continue;
      used[name] = schema;
      follow(schema);
    }
  };
  follow(document.paths ?? {});
  return { ...document, components: { ...document.components, schemas: used } } as ReturnType<SwaggerTransformObject>;
};

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
    transformObject,
  });
};

/** The document itself, for those signed in. */
export const openApiRoutes = (app: Api): void => {
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};
