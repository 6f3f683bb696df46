import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { defaultExclude, defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** These measure time: what runs beside them would count as lateness, and with it they allow more. They come last, one after the other. */
const alone = [
  'test/fleet/politeness.test.ts',
  'test/fleet/lanes-*.test.ts',
  'test/net/lanes-processes.test.ts',
  'test/sim/server.test.ts',
];

/** These read recorded payloads, which lie beside the repository and not everywhere: `npm test` leaves them out. */
const contract = ['test/contract/**/*.test.ts'];

/** The longest come first, so that none of them is left over at the end. In the order of what they take. */
const longest = [
  'test/fleet/database-gone.test.ts',
  'test/web/access.test.ts',
  'test/fleet/crash-random.test.ts',
  'test/collect/resume.test.ts',
  'test/fleet/patience.test.ts',
  'test/cli/collect.test.ts',
  'test/net/browser.test.ts',
  'test/fleet/crash-matrix.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const known = longest.indexOf(relative(import.meta.dirname, moduleId));
      return known === -1 ? longest.length : known;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: ['./test/support/global-database.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...defaultExclude, ...alone, ...contract],
          // Most of them wait for processes and servers most of the time.
          maxWorkers: availableParallelism() + 1,
        },
      },
      { extends: true, test: { name: 'contract', include: contract, maxWorkers: 1, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
