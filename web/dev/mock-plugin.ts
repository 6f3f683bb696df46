import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import * as answers from './answers.ts';

/** The policy the dashboard must live with; the development server sends it too where vite's own client allows. */
const session = {
  user: { name: 'owner', role: 'owner' },
  workspace: { id: 'main', name: 'Tidemark' },
  world: 'sample',
  origins: ['simulator'],
  version: '0.1.0',
  firstRealCommand: 'bin/tidemark collect naver-webtoon',
};

let signedIn = true;
const tokens = [{ id: '1', name: 'notebook', createdAt: '2026-11-01T02:03:04Z', revokedAt: null as string | null }];

const picture = (id: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 623"><rect width="480" height="623" fill="hsl(${Number(id) % 360} 40% 62%)"/><circle cx="240" cy="300" r="120" fill="hsl(${(Number(id) * 7) % 360} 55% 78%)"/></svg>`;

const problem = (status: number, code: string, detail: string, next: string) => ({
  status,
  body: { type: 'about:blank', title: detail, status, detail, code, next },
});

const answer = (method: string, path: string, query: URLSearchParams, body: string): { status?: number; body?: unknown; type?: string } => {
  const [, first = '', second, third, fourth] = path.split('/').map(decodeURIComponent);
  if (first === 'session') {
    if (method !== 'GET') signedIn = method === 'POST';
    if (method !== 'GET') return { status: 204 };
  }
  if (!signedIn)
    return problem(
      401,
      'TDM_UNAUTHENTICATED',
      'sign in first',
      'open the one-time link that "tidemark up" printed, or make one with: tidemark up --link',
    );
  if (first === 'session') return { body: session };
  if (first === 'images')
    return second === 'missing.svg' ? { status: 404 } : { type: 'image/svg+xml', body: picture(second!.replace('.svg', '')) };
  if (first === 'webtoons' && !second) return { body: answers.webtoons(query) };
  if (first === 'webtoons' && second === 'facets') return { body: answers.facets() };
  if (first === 'webtoons') {
    const detail = answers.find(third!);
    if (!detail) return problem(404, 'TDM_NOT_FOUND', `there is no series "${third}"`, 'check the address');
    if (fourth === 'episodes') return { body: answers.episodes(detail, query) };
    if (fourth === 'episode-curve')
      return {
        body: {
          points: answers
            .episodes(detail, new URLSearchParams('limit=9999&direction=asc'))
            .items.map(({ no, title, publishedOn, counts }) => ({ no, title, publishedOn, ...counts })),
        },
      };
    if (fourth === 'curves')
      return {
        body: answers.curves(
          Number(detail.id),
          query.get('metrics')!.split(','),
          Number(query.get('days')),
          (metric) => detail.counts[metric as 'likes']?.value ?? null,
        ),
      };
    return { body: detail };
  }
  if (first === 'episodes')
    return {
      body: answers.curves(
        1,
        ['likes', 'comments', 'stars'],
        30,
        (metric) => ({ likes: 8200, comments: 611, stars: 9.91 })[metric] ?? null,
      ),
    };
  if (first === 'runs') {
    const found = second ? answers.run(second) : answers.runs(query);
    return found ? { body: found } : problem(404, 'TDM_RUN_UNKNOWN', `there is no run "${second}"`, 'list them with: tidemark runs');
  }
  if (first === 'lanes') return { body: answers.lanes() };
  if (first === 'sources') return { body: answers.sources() };
  if (first === 'exchanges') return { body: answers.exchange(second!) };
  if (first === 'tokens' && method === 'POST') {
    const token = {
      id: String(tokens.length + 1),
      name: JSON.parse(body).name as string,
      createdAt: new Date().toISOString(),
      revokedAt: null,
    };
    tokens.push(token);
    return { status: 201, body: { ...token, token: 'tdm_invented_token_of_the_mock' } };
  }
  if (first === 'tokens' && method === 'DELETE') {
    for (const token of tokens) if (token.id === second) token.revokedAt = new Date().toISOString();
    return { status: 204 };
  }
  if (first === 'tokens') return { body: { items: tokens } };
  return problem(404, 'TDM_NOT_FOUND', `there is no page "${path}"`, 'check the address');
};

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { status = 200, body: found, type = 'application/json' } = answer(request.method ?? 'GET', url.pathname, url.searchParams, body);
  response.writeHead(status, { 'content-type': type });
  response.end(typeof found === 'string' ? found : found === undefined ? undefined : JSON.stringify(found));
};

/** Serves invented data under /api/v1 while developing; `vite build` never loads it. */
export const mockApi = (): Plugin => ({
  name: 'tidemark-mock-api',
  apply: 'serve',
  configureServer: (server) => void server.middlewares.use('/api/v1', (request, response) => void handle(request, response)),
  configurePreviewServer: (server) => void server.middlewares.use('/api/v1', (request, response) => void handle(request, response)),
});
