import { describe, expect, it } from 'vitest';
import { testApi } from '../support/api.ts';
import type { Loose } from '../support/api.ts';
import { testStore } from '../support/database.ts';

describe('the OpenAPI document', async () => {
  const { store } = await testStore();

  it('describes every route of the API, with a problem for what goes wrong', async () => {
    const routes: string[] = [];
    await using server = await testApi(store, {
      onRoute: ({ url, method }) =>
        void (
          url.startsWith('/api/v1') &&
          method !== 'HEAD' &&
          routes.push(`${String(method).toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`)
        ),
    });
    const document = (await server.get('/api/openapi.json')).json;
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries<Record<string, Loose>>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.toSorted()).toEqual(routes.toSorted());
    for (const methods of Object.values<Record<string, Loose>>(document.paths)) {
      for (const operation of Object.values(methods)) {
        expect(operation.summary).toEqual(expect.any(String));
        expect(operation.responses.default.content['application/problem+json'].schema).toEqual({ $ref: '#/components/schemas/Problem' });
      }
    }
  });

  it('refers to nothing it does not hold, and holds nothing it does not refer to', async () => {
    await using server = await testApi(store);
    const { text, json } = await server.get('/api/openapi.json');
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!));
    expect([...referred].toSorted()).toEqual(Object.keys(json.components.schemas).toSorted());
  });

  it('is for those signed in', async () => {
    await using server = await testApi(store);
    expect((await server.ask('/api/openapi.json')).status).toBe(401);
  });
});
