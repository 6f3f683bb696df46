import { TidemarkError } from '../../domain/index.ts';
import type { ParameterValues } from '../../jobs/index.ts';

/** For options that may be given several times. */
export const several = (value: string, before: string[]): string[] => [...before, value];

/** Reads `--param name=value`. Throws TDM_USAGE. */
export const readParameterFlags = (given: readonly string[]): ParameterValues =>
  Object.fromEntries(
    given.map((each) => {
      const at = each.indexOf('=');
      if (at < 1)
        throw new TidemarkError('TDM_USAGE', { problem: `--param takes name=value, not "${each}"`, help: 'tidemark pipelines --help' });
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
