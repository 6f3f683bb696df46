/** The name under which every record of this source stands, from the years as AfreecaTV too. */
export const platform = 'soop';

/** The politeness domain of all hosts: they are one operator's. */
export const lane = 'soop';

/** A host that answers the same addresses in the same shape. */
export interface Service {
  /** Goes into the names of its endpoints, so that each has its own health. */
  readonly suffix: string;
  readonly host: string;
}

/** In the order in which they are tried: the present one, the one the site is moving to, and that of AfreecaTV. */
export const services = {
  present: { suffix: '', host: 'chapi.sooplive.co.kr' },
  international: { suffix: '-com', host: 'chapi.sooplive.com' },
  afreeca: { suffix: '-afreeca', host: 'bjapi.afreecatv.com' },
} as const satisfies Readonly<Record<string, Service>>;

const idPattern = /^[a-z0-9_]{2,30}$/;

/** Targets are bare ids; one imported as a name (`@id`) means the same, because here the login is the id. */
export const idOf = (target: string): string => target.replace(/^@/, '').toLowerCase();

const siteHost = /^(?:(?:www|ch|bj|play|m|st|chapi|bjapi)\.)?(?:sooplive\.co\.kr|sooplive\.com|afreecatv\.com)$/;
/** Pages of the site itself, which stand where an id stands elsewhere. */
const sitePages = new Set([
  'search',
  'live',
  'directory',
  'category',
  'my',
  'vod',
  'player',
  'index',
  'login',
  'event',
  'notice',
  'hashtag',
]);

/** The id of the streamer that an address or a name means; null for anything else. */
export const accountOf = (text: string): string | null => {
  const trimmed = text.trim();
  const plain = idOf(trimmed);
  if (idPattern.test(plain)) return plain;
  if (!/[./]/.test(trimmed)) return null;
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url || !/^https?:$/.test(url.protocol) || !siteHost.test(url.hostname)) return null;
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const named = parts[0] === 'station' || parts[0] === 'api' ? parts[1] : parts[0];
  const id = idOf(named ?? '');
  return idPattern.test(id) && !sitePages.has(id) ? id : null;
};

/** The id in `.../api/{id}/station`; null when a saved payload came without its address. */
export const idIn = (url: string): string | null => {
  const found = /\/api\/([^/?]+)\//.exec(url)?.[1];
  return found === undefined ? null : idOf(found);
};

export const stationUrl = (id: string): string => `https://ch.sooplive.co.kr/${id}`;

/** Pictures are named without their scheme (`//host/path`); null for anything else that is no address. */
export const imageUrl = (address: string | null | undefined): string | null => {
  if (!address) return null;
  if (address.startsWith('//')) return `https:${address}`;
  return /^https?:\/\//.test(address) ? address : null;
};

/** Broadcasts and videos for adults only. */
export const isAdult = (grade: number | null | undefined): boolean | undefined =>
  grade === null || grade === undefined ? undefined : grade >= 19;
