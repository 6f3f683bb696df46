/** A list of search results: the word, in which order, and what was left out of it. */
export interface ListName {
  readonly keyword: string;
  /** `sim`: by relevance; `mobile`: as the mobile search page shows them; else an order of the search interface. */
  readonly order: string;
  /** What narrows the list, such as `without-used`. */
  readonly restrictions: readonly string[];
}

/** Reads the scope of an offer's place, `keyword/WORD/sim/without-used`. A word may hold strokes itself. Null for another scope. */
export const listNameOf = (scope: string): ListName | null => {
  const [, keyword, order, rest = ''] =
    /^keyword\/(.+)\/(sim|date|asc|dsc|mobile)((?:\/(?:without-[a-z-]+|naverpay))*)$/s.exec(scope) ?? [];
  return keyword === undefined || order === undefined ? null : { keyword, order, restrictions: rest.split('/').filter(Boolean) };
};

const orders = ['sim', 'date', 'asc', 'dsc'] as const;
const leftOut = ['used', 'rental', 'cbshop'] as const;

/** The scopes that lists of a word can have: a few dozen, so that those of one word are found without reading the names of all. */
export const scopesOf = (keyword: string): string[] => {
  const without = Array.from({ length: 2 ** leftOut.length }, (_, bits) => leftOut.filter((_each, n) => bits & (1 << n)).join('-'));
  const narrowed = without.flatMap((words) => ['', '/naverpay'].map((pay) => (words && `/without-${words}`) + pay));
  return [`keyword/${keyword}/mobile`, ...orders.flatMap((order) => narrowed.map((part) => `keyword/${keyword}/${order}${part}`))];
};
