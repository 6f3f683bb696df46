/**
 * Whether one version of the code is newer than another: by its numbers, part for part; what comes before a release (`1.2.0-rc.1`) is older than the
 * release. Whatever else stands there is compared as text, so that of two versions never both are newer.
 */
export const isNewer = (version: string, than: string): boolean => compare(partsOf(version), partsOf(than)) > 0;

interface Parts {
  readonly numbers: readonly string[];
  /** Empty for a release. */
  readonly before: string;
}

const partsOf = (version: string): Parts => {
  const [release = '', ...before] = version.split('+')[0]!.split('-');
  return { numbers: release.split('.'), before: before.join('-') };
};

const compare = (one: Parts, other: Parts): number => {
  for (let at = 0; at < Math.max(one.numbers.length, other.numbers.length); at++) {
    const difference = compareText(one.numbers[at] ?? '0', other.numbers[at] ?? '0');
    if (difference !== 0) return difference;
  }
  if (one.before === '' || other.before === '') return Number(one.before === '') - Number(other.before === '');
  return compareText(one.before, other.before);
};

/** Numbers in a text by their value. */
const { compare: compareText } = new Intl.Collator('en', { numeric: true });
