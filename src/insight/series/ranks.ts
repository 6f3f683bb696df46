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

/** A stored rank's scope in words: `rank@weekday/MONDAY/view` is Monday's list in the order `view`. Null for other metrics. */
export const parseRankKey = (key: string): { scope: string; weekday: Weekday | null; order: string } | null => {
  const match = /^rank@((?:weekday\/([A-Z]+)|dailyPlus|finished)\/([a-z]+))$/i.exec(key);
  if (!match) return null;
  const [, scope, day, order] = match as unknown as [string, string, string | undefined, string];
  const weekday = scope.startsWith('dailyPlus') ? 'DAILY_PLUS' : (weekdays.find((each) => each === day) ?? null);
  return { scope, weekday, order };
};
