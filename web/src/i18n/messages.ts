import type { en } from './en.ts';

/** Widens the literal texts of `en` to any text; functions keep what they take. */
type Widen<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** Every text of the dashboard. A language is complete or it does not compile. */
export type Messages = Widen<typeof en>;
