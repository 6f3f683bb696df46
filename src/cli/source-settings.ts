import { TidemarkError } from '../domain/index.ts';
import { browserSetting } from '../collect/index.ts';
import { findChromium } from '../net/index.ts';
import type { BroughtSettings, SettingValues, Source, SourceSetting } from '../sources/index.ts';

/**
 * What the operator has brought for a source, from the environment (and from `.env`, which has been read into it). Blank is not brought.
 * Throws TDM_SETTING_INVALID, without the value.
 */
export const readSourceSettings = ({ settings = [], streams }: Source, env: NodeJS.ProcessEnv = process.env): SettingValues => {
  const values: Record<string, string> = {};
  for (const setting of settings) {
    const value = env[setting.name]?.trim();
    if (!value) continue;
    const reason = reasonAgainst(setting, value);
    if (reason !== null) throw new TidemarkError('TDM_SETTING_INVALID', { setting: setting.name, reason, file: '.env' });
    values[setting.name] = value;
  }
  const isBrowsed = streams.some(({ endpoints }) => endpoints.some(({ method }) => method === 'browser'));
  const browser = isBrowsed ? env['BROWSER_ENDPOINTS']?.trim() || findChromium(env) : null;
  return browser ? { ...values, [browserSetting]: browser } : values;
};

/** Which settings of a source the operator has brought: names, never values, and without a refusal, for those who only look. */
export const broughtSettings = ({ settings = [] }: Source, env: NodeJS.ProcessEnv = process.env): BroughtSettings => {
  const there = settings.filter(({ name }) => env[name]?.trim());
  const { set = [], unusable = [] } = Object.groupBy(there, (setting) =>
    reasonAgainst(setting, env[setting.name]!.trim()) === null ? 'set' : 'unusable',
  );
  return { set: set.map(({ name }) => name), unusable: unusable.map(({ name }) => name) };
};

const reasonAgainst = ({ kind }: SourceSetting, value: string): string | null => {
  if (kind !== 'url') return /^[\x21-\x7e]+$/.test(value) ? null : 'use one word of plain characters, as the platform shows it';
  const url = URL.canParse(value) ? new URL(value) : null;
  // A key travels with every request: in the clear only inside this machine.
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname));
  return isSafe && url.username === '' && url.search === '' && url.hash === ''
    ? null
    : 'give an https address without a login, a query or a fragment';
};
