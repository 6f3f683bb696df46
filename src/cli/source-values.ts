import { browserSetting } from '../collect/index.ts';
import { TidemarkError } from '../domain/index.ts';
import { findChromium } from '../net/index.ts';
import type { SettingValues, Source } from '../sources/index.ts';
import { reasonAgainst } from './source-settings.ts';

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
