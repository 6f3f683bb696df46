import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, expect, inject, onTestFinished, TestRunner, type TestContext } from 'vitest';
import { openStore, type OpenStoreOptions, type Store } from '../../src/store/index.ts';
import { copyTemplate, dropDatabase, inDatabase, testSchema } from './template.ts';

/** A store of a test, and how another process reaches the same one. */
export interface TestStore {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly schema: string;
  /** Opens the same schema once more, as another process would. Closed by whoever opens it. */
  again(options?: Partial<OpenStoreOptions>): Promise<Store>;
}

/**
 * A fresh database with a migrated schema in the server of the run. Call it either at the top of a file or `describe`
 * (`const { store } = await testStore();`), where it lasts for all tests of the file, or inside a test, where it lasts for that test.
 * Not in `beforeAll`: nothing would close it.
 *
 * It is dropped when its tests have passed, and kept for a look when one failed.
 */
export const testStore = async (options: Partial<OpenStoreOptions> = {}): Promise<TestStore> => {
  const { databaseUrl, schema, inTest, drop } = await freshDatabase();
  const again = (more: Partial<OpenStoreOptions> = {}) =>
    openStore({ databaseUrl, dataFolder: tmpdir(), schema, poolSize: 5, ...options, ...more });
  const store = await again();
  const end = async (passed: boolean) => {
    await store.close();
    if (passed) await drop();
  };
  if (inTest) onTestFinished(({ task }: TestContext) => end(task.result?.state !== 'fail'));
  // Vitest reads the pattern of the first argument from the function's text and accepts no other way to leave it out.
  // oxlint-disable-next-line no-empty-pattern
  else afterAll(({}, suite) => end(!hasFailed(suite)));
  return { store, databaseUrl, schema, again };
};

/** A database of its own, its schema migrated. */
const freshDatabase = async () => {
  const server = inject('databaseUrl');
  const { name, inTest } = freshName();
  await copyTemplate(server, inject('template'), name);
  return { databaseUrl: inDatabase(server, name), schema: testSchema, inTest, drop: () => dropDatabase(server, name) };
};

/** The server of the run and a schema name nobody has used yet, for tests that open by themselves. Dropped by the caller. */
export const freshAddress = (): { databaseUrl: string; schema: string } => ({
  databaseUrl: inject('databaseUrl'),
  schema: freshName().name,
});

let count = 0;

const freshName = (): { name: string; inTest: boolean } => {
  const { testPath = '' } = expect.getState();
  // The state of `expect` still names the last test of the file before, where files share a process.
  const test = TestRunner.getCurrentTest();
  const place = createHash('sha256')
    .update(`${testPath}\n${test?.fullTestName ?? ''}`)
    .digest('hex')
    .slice(0, 10);
  return { name: `${inject('schemaPrefix')}${place}_${++count}`, inTest: test !== undefined };
};

interface Outcome {
  readonly result?: { readonly state?: string } | undefined;
  readonly tasks?: readonly Outcome[];
}

const hasFailed = ({ result, tasks = [] }: Outcome): boolean => result?.state === 'fail' || tasks.some(hasFailed);
