import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { endSession, redeemLink } from '../catalog/index.ts';
import { origins, originsOfRuns } from '../insight/index.ts';
import { createAttemptLimit } from './attempts.ts';
import { actorOf, sessionCookie } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { Refusal } from './problems.ts';
import { answers } from './schemas.ts';

const session = z.object({
  user: z.object({ name: z.string(), role: z.string() }),
  workspace: z.object({ id: z.string(), name: z.string() }),
  world: z.enum(['sample', 'real']),
  origins: z.array(z.enum(origins)).describe('Where the kept data came from'),
  version: z.string(),
  firstRealCommand: z.string().describe('What to type to begin with real data'),
});

const defaultCommand = 'TIDEMARK_CONTACT=you@your-domain bin/tidemark collect naver-webtoon';

/** Signing in with a one-time link, out, and who one is. */
export const sessionRoutes = (app: Api, options: ApiOptions): void => {
  const { store, clock, secureCookies = false } = options;
  const tooMany = createAttemptLimit({ attempts: 10, windowMs: 60_000, clock });
  // A proxy in front says that the browser speaks https. Whoever lies about it only keeps their own cookie from themselves.
  const cookieFor = (request: FastifyRequest) =>
    ({ httpOnly: true, sameSite: 'strict', secure: secureCookies || request.headers['x-forwarded-proto'] === 'https', path: '/' }) as const;

  app.post(
    '/api/v1/session',
    {
      config: { open: true },
      schema: {
        summary: 'Sign in with a one-time link',
        security: [],
        body: z.object({ link: z.string().min(1).max(200) }),
        response: { 204: z.undefined(), default: answers(session).default },
      },
    },
    async (request, reply) => {
      const waitSeconds = tooMany(request.ip);
      if (waitSeconds > 0) throw new Refusal(429, 'TDM_TOO_MANY_ATTEMPTS', {}, { headers: { 'retry-after': String(waitSeconds) } });
      const made = await redeemLink(store, request.body.link, clock);
      if (made === null) throw new Refusal(401, 'TDM_UNAUTHENTICATED', {});
      void reply.setCookie(sessionCookie, made.secret, { ...cookieFor(request), expires: new Date(made.expiresAt) });
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/session',
    { schema: { summary: 'Who is signed in, and what is shown', response: answers(session) } },
    async (request) => {
      const { user, workspace } = actorOf(request);
      const { world, version, firstRealCommand = defaultCommand } = options;
      return { user, workspace, world, origins: await originsOfRuns(store, workspace.id), version, firstRealCommand };
    },
  );

  app.delete(
    '/api/v1/session',
    { schema: { summary: 'Sign out', response: { 204: z.undefined(), default: answers(session).default } } },
    async (request, reply) => {
      const secret = request.cookies[sessionCookie];
      if (secret !== undefined) await endSession(store, secret);
      void reply.clearCookie(sessionCookie, cookieFor(request));
      return reply.code(204).send();
    },
  );
};
