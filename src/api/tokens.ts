import { z } from 'zod';
import { createToken, listTokens, revokeToken } from '../catalog/index.ts';
import type { Actor } from '../catalog/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { Refusal } from './problems.ts';
import { answers, instant, rowId, text, wireInstant } from './schemas.ts';

const token = z.object({ id: rowId, name: z.string(), createdAt: instant });
const name = text(100).trim().min(1);

/** A token that could make others would outlive its own revocation. */
const requireSession = (actor: Actor): Actor => {
  if (actor.via !== 'session')
    throw new Refusal(403, 'TDM_FORBIDDEN', { reason: 'tokens are managed by a signed-in person, not by a token' });
  return actor;
};

/** Tokens for scripts: made, listed, revoked. */
export const tokenRoutes = (app: Api, { store }: ApiOptions): void => {
  const list = z.object({ items: z.array(token) });
  app.get('/api/v1/tokens', { schema: { summary: 'Tokens in force', response: answers(list) } }, async (request) => {
    const tokens = await listTokens(store, requireSession(actorOf(request)).workspace.id);
    return { items: tokens.map((each) => ({ ...each, createdAt: wireInstant(each.createdAt) })) };
  });

  const made = token.extend({ token: z.string().describe('Shown this once') });
  app.post(
    '/api/v1/tokens',
    { schema: { summary: 'Make a token', body: z.object({ name }), response: { 201: made, default: answers(made).default } } },
    async (request, reply) => {
      const { workspace } = requireSession(actorOf(request));
      const { createdAt, ...rest } = await createToken(store, workspace.id, request.body.name);
      return reply.code(201).send({ ...rest, createdAt: wireInstant(createdAt) });
    },
  );

  app.delete(
    '/api/v1/tokens/:id',
    {
      schema: {
        summary: 'Revoke a token',
        params: z.object({ id: rowId }),
        response: { 204: z.undefined(), default: answers(made).default },
      },
    },
    async (request, reply) => {
      await revokeToken(store, requireSession(actorOf(request)).workspace.id, request.params.id);
      return reply.code(204).send();
    },
  );
};
