/** The seven days a series may appear on, and the list of those that appear daily. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'DAILY_PLUS'] as const;
export type Weekday = (typeof weekdays)[number];

const keyOf = (weekday: Weekday): string => (weekday === 'DAILY_PLUS' ? 'rank@dailyPlus/user' : `rank@weekday/${weekday}/user`);
const finishedKey = 'rank@finished/user';

/** Which stored ranks answer "what is its rank", all by popularity with readers (`user`). */
export interface RankKeys {
  /** For series that go on: the list of the chosen day, or those of all days, of which the best counts. */
  readonly ongoing: readonly string[];
  /**
   * For finished ones: their own list, and only when the question is about them. A place among the finished is never compared with
   * one of the running series (the one list has thousands of rows, the others about eighty), and the rank a series had on its day
   * before it ended is no longer its rank.
   */
  readonly finished: readonly string[];
}

export const rankKeys = (filter: { readonly weekday?: Weekday | undefined; readonly state?: string | undefined }): RankKeys => ({
  ongoing: (filter.weekday === undefined ? weekdays : [filter.weekday]).map(keyOf),
  finished: filter.state === 'finished' ? [finishedKey] : [],
});

/**
 * The list a rank holds in. `all`: the platform's order over all its titles. `other`: a list of a platform that we have no word for; its
 * name is in the scope.
 */
export const rankLists = ['weekday', 'daily-plus', 'finished', 'all', 'other'] as const;
export type RankList = (typeof rankLists)[number];

export interface RankPlace {
  readonly scope: string;
  readonly list: RankList;
  /** Of a weekday's list, and of the daily one. */
  readonly weekday: Weekday | null;
  /** `user` (popularity), `view`, `star`, `update`, `male`, `female`; `listed`: the order of the page, whatever it means there. */
  readonly order: string;
}

/** A stored rank's scope in words: `rank@weekday/MONDAY/view` is Monday's list in the order `view`. Null for other metrics. */
export const parseRankKey = (key: string): RankPlace | null => {
  const scope = /^rank@(.+)$/.exec(key)?.[1];
  if (scope === undefined) return null;
  const parts = scope.split('/');
  const order = parts.at(-1)!;
  const [name, day] = parts.length > 1 ? parts.slice(0, -1) : parts;
  const weekday = weekdays.find((each) => each === day) ?? null;
  if (name === 'weekday' && weekday !== null) return { scope, list: 'weekday', weekday, order };
  if (name === 'dailyPlus') return { scope, list: 'daily-plus', weekday: 'DAILY_PLUS', order };
  return { scope, list: name === 'finished' || name === 'all' ? name : 'other', weekday: null, order };
};
