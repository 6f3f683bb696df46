import { handleTarget, isChannelId, userTarget } from './shape.ts';

const hosts = /^(?:(?:www|m|music|gaming|studio)\.)?youtube\.com$|^(?:www\.)?youtube-nocookie\.com$/;

/** First parts of addresses that are no channel. */
const notChannels = new Set(
  (
    'about account ads api attribution_link clip creators e embed feed feeds gaming hashtag howyoutubeworks iframe_api kids learning live logout ' +
    'movies music new news oembed playables playlist podcasts post premium redirect reporthistory results s shorts signin source sports t trending ' +
    'upload v watch'
  ).split(' '),
);

/** Letters of any alphabet and digits, with a few signs between them; up to 30. */
const isName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._·-]{0,58}$/u.test(name);

/** A handle may have dots; what is typed without its sign is more likely an address. */
const looksLikeHost = (text: string): boolean => /\.(?:com|be|tv|net|org|kr)$/i.test(text);

/**
 * The id, `@handle` or `@user/name` that a person means. The older addresses with a name of the channel's choice (`/c/name`, `/name`) are read as its
 * handle, because the platform gave everybody that name as handle in 2022; the interface has no other way to ask for them. Null for a video, a
 * playlist that is nobody's uploads, or another site.
 */
export const accountOf = (given: string): string | null => {
  const typed = given.normalize('NFKC').trim();
  if (isChannelId(typed)) return typed;
  if (/^@user\//i.test(typed)) return isName(typed.slice(6)) ? userTarget(typed.slice(6)) : null;
  if (isName(typed.replace(/^@/, '')) && (typed.startsWith('@') || !looksLikeHost(typed))) return handleTarget(typed);
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  return url !== null && /^https?:$/.test(url.protocol) && hosts.test(url.hostname) ? accountIn(url) : null;
};

const accountIn = ({ pathname, searchParams }: URL): string | null => {
  const [first = '', second = '', ...rest] = decoded(pathname)
    .split('/')
    .filter((part) => part !== '');
  switch (first.toLowerCase()) {
    case 'channel':
      return isChannelId(second) ? second : null;
    case 'c':
      return named(second, handleTarget);
    case 'user':
      return named(second, userTarget);
    case 'feeds':
    case 'embed':
      return idOrNull(searchParams.get('channel_id') ?? searchParams.get('channel'));
    case 'playlist':
      return idOrNull(searchParams.get('list')?.replace(/^UU/, 'UC'));
  }
  if (first.startsWith('@')) return named(first.slice(1), handleTarget);
  // A name of the channel's choice stands alone, or before one of its tabs.
  return rest.length > 0 || notChannels.has(first.toLowerCase()) ? null : named(first, handleTarget);
};

const named = (name: string, target: (name: string) => string): string | null => (isName(name) ? target(name) : null);

const idOrNull = (id: string | null | undefined): string | null => (id && isChannelId(id) ? id : null);

/** Handles are written in every alphabet, and encoded in addresses. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path).normalize('NFKC');
  } catch {
    return '';
  }
};
