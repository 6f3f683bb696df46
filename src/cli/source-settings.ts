import type { BroughtSettings, Source, SourceSetting } from '../sources/index.ts';

/** Which settings of a source the operator has brought: names, never values, and without a refusal, for those who only look. */
export const broughtSettings = ({ settings = [] }: Source, env: NodeJS.ProcessEnv = process.env): BroughtSettings => {
  const there = settings.filter(({ name }) => env[name]?.trim());
  const { set = [], unusable = [] } = Object.groupBy(there, (setting) =>
    reasonAgainst(setting, env[setting.name]!.trim()) === null ? 'set' : 'unusable',
  );
  return { set: set.map(({ name }) => name), unusable: unusable.map(({ name }) => name) };
};

/** Why a value cannot be what a setting asks for; null when it can. */
export const reasonAgainst = ({ kind }: SourceSetting, value: string): string | null => {
  if (kind !== 'url') return /^[\x21-\x7e]+$/.test(value) ? null : 'use one word of plain characters, as the platform shows it';
  const url = URL.canParse(value) ? new URL(value) : null;
  // A key travels with every request: in the clear only inside this machine.
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname));
  return isSafe && url.username === '' && url.search === '' && url.hash === ''
    ? null
    : 'give an https address without a login, a query or a fragment';
};
