/** Where something stands in a pipeline file: keys and places in lists. */
export type Path = readonly (string | number)[];

/** What is wrong with a definition. */
export interface Problem {
  readonly path: Path;
  /** The path as a person reads it: steps by their names, such as `steps.naver.timeout`. Empty for the file as a whole. */
  readonly place: string;
  /** A sentence. */
  readonly message: string;
  /** From 1; null when the definition comes from no file, or nothing stands there. */
  readonly line: number | null;
}

/** A problem by its path only, as the checks find it. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** A key or a place in a list of a value that may be anything. */
const childOf = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;

/** `['steps', 1, 'needs', 0]` as `steps.naver.needs[0]`, with the names that stand in the value the path leads through. */
export const placeOf = (path: Path, root: unknown): string => {
  let place = '';
  let value = root;
  for (const key of path) {
    value = childOf(value, key);
    const name = childOf(value, 'name');
    if (typeof key === 'string') place += place === '' ? key : `.${key}`;
    else place += typeof name === 'string' && name !== '' ? `.${name}` : `[${key}]`;
  }
  return place;
};

/** `creators.yaml:12: steps.naver.needs: there is no step "navr"` */
export const problemLine = (file: string, { line, place, message }: Problem): string =>
  [line === null ? file : `${file}:${line}`, place, message].filter((part) => part !== '').join(': ');
