import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfSession, actorOfToken } from '../catalog/index.ts';
import type { Actor } from '../catalog/index.ts';
import { TidemarkError } from '../domain/index.ts';
import type { Api, ApiOptions } from './options.ts';
import { Refusal } from './problems.ts';

export const sessionCookie = 'tidemark_session';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not open. */
    actor: Actor | null;
  }
  interface FastifyContextConfig {
    /** Answers without a session or token. */
    open?: boolean;
    /** Serves the web app's files: open for every path that is not one of data. */
    web?: boolean;
    /** Answers under any Host name: probes of an orchestrator use whatever address they know. */
    anyHost?: boolean;
  }
}

/** Who asks, on a route behind the guard. */
export const actorOf = (request: FastifyRequest): Actor => {
  if (request.actor === null) throw new TidemarkError('TDM_UNAUTHENTICATED');
  return request.actor;
};

/** Paths that never belong to the web app, whatever is registered there. */
export const isDataPath = (url: string): boolean => /^\/(api|images|metrics)(\/|\?|$)/i.test(url);

/**
 * Closes every route that does not say it is open, the unknown ones included: forgetting to protect a new route is impossible, and
 * nobody learns which exist.
 */
export const installGuard = (app: Api, { store, clock, hosts = [] }: ApiOptions): void => {
  const ours: ReadonlySet<string> = new Set(hosts.map((host) => host.toLowerCase()));
  const allowed = new Set(['localhost', ...ours]);
  app.decorateRequest('actor', null);
  app.addHook('onRequest', async (request: FastifyRequest, _reply: FastifyReply) => {
    const { config } = request.routeOptions;
    if (config.anyHost !== true) requireKnownHost(request, allowed);
    if (/%00/.test(request.url)) throw new TidemarkError('TDM_REQUEST_INVALID', { reason: 'the address contains a NUL' });
    if ((config.web === true || request.is404) && !isDataPath(request.url)) return;
    if (config.open === true) return requireSameOrigin(request, ours);
    const { authorization } = request.headers;
    const session = request.cookies[sessionCookie];
    if (authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      request.actor = token === undefined ? null : await actorOfToken(store, token);
    } else if (session !== undefined) {
      request.actor = await actorOfSession(store, session, clock);
      if (request.actor !== null && isWrite(request)) requireOrigin(request, ours);
    }
    if (request.actor === null) throw new TidemarkError('TDM_UNAUTHENTICATED');
  });
};

const isWrite = (request: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(request.method);

/**
 * A page of another site can point its own name at our address (DNS rebinding) and would then be "same origin" with us; but the name in
 * Host stays its own. IP addresses cannot be rebound.
 */
const requireKnownHost = (request: FastifyRequest, allowed: ReadonlySet<string>): void => {
  const { hostname } = URL.parse(`http://${request.headers.host ?? ''}`) ?? { hostname: '' };
  if (allowed.has(hostname) || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return;
  throw new Refusal(421, 'TDM_REQUEST_INVALID', { reason: `this server does not answer to the name "${hostname.slice(0, 100)}"` });
};

/** Browsers say where a write comes from. One that carries a cookie and does not say it comes from our own pages is refused. */
const requireOrigin = (request: FastifyRequest, ours: ReadonlySet<string>): void => {
  if (request.headers.origin === undefined && request.headers['sec-fetch-site'] !== 'same-origin') {
    throw new Refusal(403, 'TDM_FORBIDDEN', { reason: 'a write with a session cookie must say its Origin; scripts use a token' });
  }
  requireSameOrigin(request, ours);
};

/** The page's origin is the address it asks, or a name the operator configured: a proxy may ask us under another one. */
const requireSameOrigin = (request: FastifyRequest, ours: ReadonlySet<string>): void => {
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const page = URL.parse(origin);
  if (page !== null && (page.host === host || (page.protocol === 'https:' && ours.has(page.host)))) return;
  throw new Refusal(403, 'TDM_FORBIDDEN', { reason: 'it comes from a page of another origin' });
};
