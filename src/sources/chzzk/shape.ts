/** The name under which every record of this source stands. */
export const platform = 'chzzk';

/** The politeness domain of the interface behind the site. */
export const lane = 'chzzk';
/** That of the official interface, which counts per key. */
export const openLane = 'chzzk-open';

const idPattern = /^[0-9a-f]{32}$/i;
const siteHost = /^(?:(?:www|m|api)\.)?chzzk\.naver\.com$/;

/** The id of the channel that an address or an id means; null for anything else, also for the address of a video, which names none. */
export const accountOf = (text: string): string | null => {
  const trimmed = text.trim().replace(/^@/, '');
  if (idPattern.test(trimmed)) return trimmed.toLowerCase();
  if (!trimmed.includes('/')) return null;
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url || !/^https?:$/.test(url.protocol) || !siteHost.test(url.hostname)) return null;
  return (
    url.pathname
      .split('/')
      .find((part) => idPattern.test(part))
      ?.toLowerCase() ?? null
  );
};

/** The id in `.../channels/{id}/videos`; null when a saved payload came without its address. */
export const idIn = (url: string): string | null => /\/channels\/([0-9a-f]{32})(?:[/?]|$)/i.exec(url)?.[1]?.toLowerCase() ?? null;

export const channelUrl = (id: string): string => `https://chzzk.naver.com/${id}`;

/** A picture's address; empty where there is none. */
export const imageUrl = (address: string | null | undefined): string | null =>
  // `{type}` stands for the width.
  address && /^https?:\/\//.test(address) ? address.replace('{type}', '480') : null;
