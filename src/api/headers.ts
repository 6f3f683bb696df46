import { imageHosts } from './images.ts';
import type { Api, ApiOptions } from './options.ts';

/** Headers of every answer. Pages run our own files only; answers are not kept by caches unless the route says so. */
export const installHeaders = (app: Api, options: ApiOptions): void => {
  // Covers come through /images/ when somebody fetches them for us; otherwise browsers load them from the platform.
  const images = options.fetchImage ? "'self'" : ["'self'", ...imageHosts.map((host) => `https://${host}`)].join(' ');
  const policy = [
    "default-src 'self'",
    `img-src ${images}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers: Record<string, string> = {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
    // Sample data must never be taken for real, whoever passes an answer on.
    'x-tidemark-world': options.world,
  };
  if (options.secureCookies) headers['strict-transport-security'] = 'max-age=31536000';
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
};
