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
