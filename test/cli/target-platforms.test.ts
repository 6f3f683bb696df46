import { expect, test } from 'vitest';
import { targetPlatforms } from '../../src/cli/target-platforms.ts';
import { sources } from '../../src/sources/index.ts';

test('an import knows every platform by its title, and takes accounts as its source does', () => {
  const known = targetPlatforms();
  for (const { platform, title, accountOf, streams } of sources) {
    const entry = known.find((each) => each.platform === platform);
    expect(
      entry?.names.map((name) => name.toLowerCase()),
      platform,
    ).toContain(title.toLowerCase());
    const [first] = streams;
    const about = first!.target.kind === 'listing' ? first!.kind : first!.target.kind;
    expect(entry?.kind).toBe(accountOf ? 'channel' : about);
    if (accountOf) expect(entry?.accountOf).toBe(accountOf);
  }
  expect(known).toHaveLength(sources.length);
});
