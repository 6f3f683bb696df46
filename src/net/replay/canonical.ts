/**
 * The form under which two spellings of one address are the same: scheme and host in lower case, default port and fragment dropped,
 * query parameters sorted by name (repeated ones keep their order) and percent-encoded alike. Bytes that are no UTF-8 stay as written.
 */
export const canonicalUrl = (text: string): string => {
  const url = new URL(text);
  if (url.search.length < 2) return url.origin + url.pathname;
  const parameters = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [normalise(part), ''] : [normalise(part.slice(0, equals)), normalise(part.slice(equals + 1))];
    });
  parameters.sort(([a], [b]) => (a! < b! ? -1 : a! > b! ? 1 : 0));
  return `${url.origin}${url.pathname}?${parameters.map(([name, value]) => `${name}=${value}`).join('&')}`;
};

const normalise = (part: string): string => {
  try {
    return encodeURIComponent(decodeURIComponent(part.replaceAll('+', ' ')));
  } catch {
    return part;
  }
};
