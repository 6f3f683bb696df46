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

/**
 * These change nothing of the process they run in, so that several may follow one another in one: what they import is loaded once, and is compiled when
 * the next one comes. CPU on two busy cores: `test/sources` 75 s apart and 43 s so, `test/api` 45 and 31 s.
 * Not where browsers are started: there nothing is gained.
 */
const shared = [
  ...['api', 'catalog', 'insight', 'sim', 'sources', 'tabular'].map((folder) => `test/${folder}/**/*.test.ts`),
  'test/net/!(browser).test.ts',
];

/** The longest come first, so that none of them is left over at the end. In the order of what they take. */
const longest = [
  'test/fleet/crash-matrix.test.ts',
  'test/web/pipelines.test.ts',
  'test/fleet/database-gone.test.ts',
  'test/fleet/crash-random.test.ts',
  'test/web/webtoons.test.ts',
  'test/web/access.test.ts',
  'test/collect/resume.test.ts',
  'test/web/series.test.ts',
  'test/fleet/clocks.test.ts',
  'test/cli/challenge.test.ts',
  'test/fleet/workers-crash.test.ts',
  'test/fleet/workers-handover.test.ts',
  'test/fleet/patience.test.ts',
  'test/cli/disk.test.ts',
  'test/cli/serve.test.ts',
  'test/net/browser.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const known = longest.indexOf(relative(import.meta.dirname, moduleId));
      if (known !== -1) return known;
      // A process in which files follow one another is given up as soon as the next file wants one of its own.
      return project.config.isolate ? longest.length : longest.length + 1;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** Most of them wait for processes and servers most of the time. */
const maxWorkers = availableParallelism() + 1;

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
          exclude: [...defaultExclude, ...alone, ...contract, ...shared],
          maxWorkers,
        },
      },
      { extends: true, test: { name: 'shared', include: shared, exclude: [...defaultExclude, ...alone], isolate: false, maxWorkers } },
      { extends: true, test: { name: 'contract', include: contract, maxWorkers: 1, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
