/** The seven days a series may appear on, and the list of those that appear daily. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'DAILY_PLUS'] as const;
export type Weekday = (typeof weekdays)[number];

const keyOf = (weekday: Weekday): string => (weekday === 'DAILY_PLUS' ? 'rank@dailyPlus/user' : `rank@weekday/${weekday}/user`);

/**
 * Which stored ranks answer "what is its rank", all by popularity with readers (`user`): the list of the chosen day; the list of
 * finished series when those are asked for; otherwise the lists of all days, of which the best counts. A place among the finished
 * is never compared with one of the running series: the one list has thousands of rows, the others about eighty.
 */
export const rankKeys = (filter: { readonly weekday?: Weekday | undefined; readonly state?: string | undefined }): readonly string[] => {
  if (filter.weekday !== undefined) return [keyOf(filter.weekday)];
  if (filter.state === 'finished') return ['rank@finished/user'];
  return weekdays.map(keyOf);
};

/** A stored rank's scope in words: `rank@weekday/MONDAY/view` is Monday's list in the order `view`. Null for other metrics. */
export const parseRankKey = (key: string): { scope: string; weekday: Weekday | null; order: string } | null => {
  const match = /^rank@((?:weekday\/([A-Z]+)|dailyPlus|finished)\/([a-z]+))$/i.exec(key);
  if (!match) return null;
  const [, scope, day, order] = match as unknown as [string, string, string | undefined, string];
  const weekday = scope.startsWith('dailyPlus') ? 'DAILY_PLUS' : (weekdays.find((each) => each === day) ?? null);
  return { scope, weekday, order };
};
