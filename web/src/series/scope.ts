import { nameIn, type Messages } from '../i18n/index.ts';

/** The list a rank holds in, without its order: `weekday/MONDAY/user` is Monday's. */
export const listName = (text: Messages, scope: string): string => {
  const [name = '', day = ''] = scope.split('/');
  if (name === 'weekday') return nameIn(text.weekdayLong, day);
  return name === 'dailyPlus' ? text.weekdayLong.DAILY_PLUS : nameIn(text.rankList, name);
};

/** The list and its order (`weekday/MONDAY/user`, `dailyPlus/user`, `finished/user`, `all/user`) in the reader's words. */
export const scopeName = (text: Messages, scope: string | null): string => {
  if (scope === null) return '';
  const parts = scope.split('/');
  const list = listName(text, scope);
  return parts.length > 1 ? `${list} · ${nameIn(text.order, parts.at(-1)!)}` : list;
};
