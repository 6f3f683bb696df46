import { isLogin, isUserId } from './shape.ts';

/** First parts of addresses of www.twitch.tv that are no channel. */
const notChannels = new Set(
  (
    'bits broadcast collections creatorcamp directory downloads drops event friends inventory jobs login logout messages p payments prime products ' +
    'redeem search settings signup store subscriptions team turbo user videos wallet'
  ).split(' '),
);

/** First parts after which the channel follows: `/popout/name/chat`, `/u/name`. */
const beforeChannel = new Set(['popout', 'embed', 'moderator', 'u']);

const hosts = /^(?:(?:www|m|go|de|en|fr|ko|ja|es|dashboard)\.)?twitch\.tv$/;

/**
 * The id or `@login` that a person means: digits alone are an id, an address always names a login. Null for a video, a clip, a category or another
 * site.
 */
export const accountOf = (given: string): string | null => {
  const typed = given.normalize('NFKC').trim();
  if (isUserId(typed)) return typed;
  const named = typed.startsWith('@') ? typed : `@${typed}`;
  if (isLogin(named)) return named.toLowerCase();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const login = url.hostname === 'player.twitch.tv' ? (url.searchParams.get('channel') ?? '') : loginIn(url);
  return isLogin(`@${login}`) ? `@${login.toLowerCase()}` : null;
};

const loginIn = ({ hostname, pathname }: URL): string => {
  if (!hosts.test(hostname)) return '';
  const [first = '', second = ''] = pathname.split('/').filter((part) => part !== '');
  const head = first.toLowerCase();
  if (beforeChannel.has(head)) return second;
  return notChannels.has(head) ? '' : first;
};
