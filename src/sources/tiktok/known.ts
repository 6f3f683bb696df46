import type { Params, ReadContext } from '../contract.ts';

/** What requests about an account need besides its number. */
export const carried = ['login', 'secUid'] as const;

const textIn = (fields: Readonly<Record<string, unknown>> | null, name: string): string => {
  const value = fields?.[name];
  return typeof value === 'string' ? value : '';
};

/** An account as requests name it. The number alone finds nobody, so that of a stranger stands in place of the login. */
export const accountParams = (target: string, { known }: Pick<ReadContext, 'known'>): Params => {
  const fields = known(target);
  const login = target.startsWith('@') ? target.slice(1) : textIn(fields, 'login') || target;
  return { login, secUid: textIn(fields, 'secUid'), channel: target.startsWith('@') ? '' : target };
};
