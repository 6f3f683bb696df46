import { catalogue } from '../domain/index.ts';
import type { ErrorCode } from '../domain/index.ts';

/** An error as it is told: each word of it once. */
export interface Cause {
  readonly code: string;
  readonly message: string;
  /** What to do now. */
  readonly next: string;
}

/** The parts of the one line that an error of the catalogue is told in; null for any other text. */
export const partsOf = (line: string): Cause | null => {
  const [, code, rest] = /^(TDM_[A-Z_]+): ([^]*)$/.exec(line) ?? [];
  if (code === undefined || !Object.hasOwn(catalogue, code)) return null;
  const next = catalogue[code as ErrorCode].next.split(/\{\w+\}/).map(RegExp.escape);
  const [, message, told] = new RegExp(`^([^]*); (${next.join('.*')})$`).exec(rest!) ?? [];
  return message === undefined ? null : { code, message, next: told! };
};
