/** Requests that are made inside a real page: browsers, pages, what they get to see, what stands in the way. */
export { browse, type Browsed } from './browse.ts';
export { browserSettings, findChromium, hasBrowser, type BrowserSettings } from './chromium.ts';
export { createBrowserPool, type BrowserEvent, type BrowserPool, type PoolOptions } from './pool.ts';
export { Readers } from './readers.ts';
