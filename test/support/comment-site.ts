import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export const perPage = 5;

/** What the site does besides answering. */
export interface SiteOptions {
  /** Comments of each post. */
  readonly comments?: number;
  /** A riddle stands before the page of comments that begins here, for everybody who has not solved one. */
  readonly riddleAt?: { readonly post: string; readonly cursor: number };
  /** Answers instead of the site when it returns true. */
  readonly before?: (url: URL, response: ServerResponse, request: IncomingMessage) => boolean;
}

export interface Site {
  readonly origin: string;
  readonly requests: { readonly path: string; readonly at: number; readonly headers: IncomingMessage['headers'] }[];
  /** Cursors of the comments asked of a post, in order. */
  cursors(post: string): number[];
  solved: boolean;
}

/** The page of a post, as such pages are: a banner, a pop-up, pictures, a list that grows with scrolling, and calls that its script signs. */
const pageOf = (post: string): string => `<!doctype html><meta charset=utf-8><title>${post}</title>
<style>li{height:300px} .box{position:fixed;inset:20% 20%;background:#fff;border:1px solid} </style>
<img src="/picture.png"><video src="/film.mp4"></video>
<div class="box" id="cookie-consent">We value your privacy <button id="all">Accept all</button><button onclick="this.parentNode.remove()">Decline</button></div>
<ul id="list"></ul>
<script>
const post = ${JSON.stringify(post)};
const sign = (path) => path + '&X-Sign=' + [...path].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99991, 7);
const plain = window.fetch.bind(window);
window.fetch = (path, more) => plain(sign(new URL(path, location.href).pathname + new URL(path, location.href).search), more);
let cursor = 0, busy = false, over = false, popped = false;
const blocked = () => document.querySelector('.box') !== null;
document.querySelector('#all').onclick = () => plain('/agreed');
const riddle = () => {
  document.body.insertAdjacentHTML('beforeend', '<div class="box riddle"><img src="/riddle.png"><button id="human">I am a person</button></div>');
  document.querySelector('#human').onclick = () => plain('/solve', { method: 'POST' }).then(() => document.querySelector('.riddle').remove());
};
const more = async () => {
  if (busy || over || blocked()) return;
  busy = true;
  const text = await (await fetch('/api/comment/list/?aid=1988&aweme_id=' + post + '&count=${perPage}&cursor=' + cursor + '&msToken=private')).text();
  if (text === '') return riddle();
  const { comments, has_more, cursor: next } = JSON.parse(text);
  for (const { text } of comments) document.querySelector('#list').insertAdjacentHTML('beforeend', '<li>' + text);
  cursor = next; over = !has_more; busy = false;
  if (!popped && cursor > ${perPage}) {
    popped = true;
    document.body.insertAdjacentHTML('beforeend', '<div class="box" role="dialog">Log in to go on<input type=password><button aria-label="Close" onclick="this.parentNode.remove()">x</button></div>');
  }
};
const start = setInterval(() => { if (!blocked()) { clearInterval(start); more(); } }, 20);
addEventListener('scroll', () => { if (innerHeight + scrollY >= document.body.scrollHeight - 200) more(); });
</script>`;

const signOf = (path: string): number => [...path].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 7);

/** A site of posts with comments on 127.0.0.1; gone with the test. */
export const commentSite = async (options: SiteOptions = {}): Promise<Site> => {
  const { comments = 12, riddleAt, before } = options;
  const requests: { path: string; at: number; headers: IncomingMessage['headers'] }[] = [];
  const site = { solved: false };
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://site');
    requests.push({ path: request.url!, at: performance.now(), headers: request.headers });
    if (before?.(url, response, request)) return;
    if (url.pathname === '/solve') {
      site.solved = true;
      response.writeHead(200, { 'set-cookie': 'person=yes; Path=/' }).end();
    } else if (url.pathname.startsWith('/video/')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(url.pathname.slice(7)));
    } else if (url.pathname === '/api/comment/list/') {
      const { aweme_id: post = '', cursor = '0', ...rest } = Object.fromEntries(url.searchParams);
      const signed = Number(rest['X-Sign']) === signOf(request.url!.replace(/&X-Sign=\d+$/, ''));
      const isPerson = request.headers.cookie?.includes('person=yes');
      const riddle = riddleAt && !isPerson && riddleAt.post === post && riddleAt.cursor === Number(cursor);
      if (!signed || riddle) return void response.writeHead(200).end();
      const from = Number(cursor);
      const rows = Array.from({ length: Math.min(perPage, comments - from) }, (_, at) => ({
        cid: `${post}-${from + at}`,
        text: `comment ${from + at}`,
        user: { unique_id: `person${from + at}` },
      }));
      const next = from + rows.length;
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'session=1' });
      response.end(JSON.stringify({ comments: rows, has_more: next < comments ? 1 : 0, cursor: next }));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const cursors = (post: string): number[] =>
    requests
      .map(({ path }) => new URL(path, 'http://site'))
      .filter((url) => url.pathname === '/api/comment/list/' && url.searchParams.get('aweme_id') === post)
      .map((url) => Number(url.searchParams.get('cursor')));
  return Object.assign(site, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, cursors });
};
