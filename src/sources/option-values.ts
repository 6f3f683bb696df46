import type { OptionValues, Source } from './contract.ts';

/** The options of a source: what was changed where it is of the declared type and range, else the default. */
export const optionValues = ({ options = [] }: Source, changed: Readonly<Record<string, unknown>>): OptionValues =>
  Object.fromEntries(
    options.map((option) => {
      const value = changed[option.name];
      const fits =
        option.type === 'boolean'
          ? typeof value === 'boolean'
          : typeof value === 'number' && Number.isFinite(value) && value >= option.min && value <= option.max;
      return [option.name, fits ? (value as number | boolean) : option.default];
    }),
  );
