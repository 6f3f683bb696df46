import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { TidemarkError } from '../domain/index.ts';
import { isDataPath } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';

/** A built app changes only by building again, so its files are listed once; nothing else in the folder tree can be asked for. */
const filesOf = (folder: string): ReadonlySet<string> =>
  new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );

/**
 * Serves the web app: its files, and `index.html` for every address its own router knows (`/webtoons/...`, `/login?link=...`).
 * The files hold no data, so they are open.
 */
export const webRoutes = (app: Api, { webFolder }: ApiOptions): void => {
  if (webFolder === null || !existsSync(join(webFolder, 'index.html'))) return;
  const root = resolve(webFolder);
  const files = filesOf(root);
  void app.register(fastifyStatic, { root, serve: false, cacheControl: false });
  app.get('/*', { config: { web: true }, schema: { hide: true } }, async (request, reply) => {
    const path = decodeURIComponent(request.url.split('?')[0]!).slice(1);
    if (files.has(path)) {
      // Vite puts a hash of the content into the names below assets/.
      void reply.header('cache-control', path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      return reply.sendFile(path);
    }
    const isClientRoute = !isDataPath(request.url) && !/\.[a-z0-9]+$/i.test(path);
    if (!isClientRoute) throw new TidemarkError('TDM_NOT_FOUND', { what: 'page', id: `/${path}` });
    void reply.header('cache-control', 'no-cache');
    return reply.sendFile('index.html');
  });
};
