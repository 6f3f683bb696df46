import type { World } from './context.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';

/** Options every command understands. */
export interface GlobalOptions {
  readonly data?: string;
  readonly world?: World;
  readonly debug?: boolean;
  readonly logLevel?: string;
  readonly json?: boolean;
}

/** Reads the settings under a command's flags. */
export const settingsOf = (options: GlobalOptions): Settings => {
  const settings = readSettings({ data: options.data });
  return options.logLevel === undefined ? settings : { ...settings, logLevel: options.logLevel };
};
