/**
 * Filters stand in the address as plain words (`?weekday=MONDAY&sort=likes`), so that a person can read and change them.
 * The router's own way quotes values as JSON.
 */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

/** What is undefined or empty is left out, so that equal views have equal addresses. */
export const stringifySearch = (search: Readonly<Record<string, unknown>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') query.set(name, String(value));
  }
  const words = query.toString();
  return words && `?${words}`;
};

/** A text from the address, or nothing. */
export const wordIn = (search: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = search[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
};

/** A text from the address when it is one of the known ones; anything else is as if it were not there. */
export const oneIn = <T extends string>(search: Readonly<Record<string, unknown>>, name: string, known: readonly T[]): T | undefined =>
  known.find((value) => value === search[name]);
