import { useLanguage } from '../app/preferences.ts';
import { en } from './en.ts';
import { createFormat, type Format } from './format.ts';
import { ko } from './ko.ts';
import type { Messages } from './messages.ts';

const languages = { en, ko } satisfies Record<string, Messages>;

/** The texts in the chosen language. */
export const useText = (): Messages => languages[useLanguage()];

/** Made once a language: the number formats inside cost 50 µs each, and a page of titles asks for hundreds of figures. */
const formats = new Map<keyof typeof languages, Format>();
const formatOf = (language: keyof typeof languages): Format => {
  const made = formats.get(language) ?? createFormat(language, languages[language]);
  formats.set(language, made);
  return made;
};

/** Numbers, days and spans written the way of the chosen language. */
export const useFormat = (): Format => formatOf(useLanguage());

/** The name of a value in a table of names, or the value itself: platforms invent new ones before we know them. */
export const nameIn = (names: Readonly<Record<string, string>>, value: string): string => names[value] ?? value;

export { useProblemText } from './problems.ts';
export type { Format, Messages };
