import { nameIn, type Messages } from '../i18n/index.ts';

/** The list a rank holds in (`weekday/MONDAY/user`, `dailyPlus/user`, `finished/user`) in the reader's words. */
export const scopeName = (text: Messages, scope: string | null): string => {
  if (scope === null) return '';
  const parts = scope.split('/');
  const order = parts.at(-1)!;
  const list =
    parts[0] === 'weekday'
      ? nameIn(text.weekdayLong, parts[1] ?? '')
      : parts[0] === 'dailyPlus'
        ? text.weekdayLong.DAILY_PLUS
        : parts[0] === 'finished'
          ? text.seriesState.finished
          : parts[0]!;
  return parts.length > 1 ? `${list} · ${nameIn(text.order, order)}` : list;
};
