import { ensureWorkspace, mainWorkspace } from '../catalog/index.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import { makeDataFolder } from './folders.ts';
import { remark } from './output.ts';
import type { Settings } from './settings.ts';

/** The real platforms' data, or the demo's. They live in schemas of their own and never mix. */
export type World = 'real' | 'sample';

export const schemaOf = (settings: Settings, world: World): string => (world === 'sample' ? `${settings.schema}_sample` : settings.schema);

/** The world an opened database belongs to. */
export const worldOf = (settings: Settings, { schema }: Store): World => (schema === schemaOf(settings, 'sample') ? 'sample' : 'real');

/** Opens one world's database, with its workspace. */
export const openWorld = async (
  settings: Settings,
  world: World,
  options: { readonly quiet?: boolean; readonly poolSize?: number } = {},
): Promise<Store> => {
  const { databaseUrl, dataFolder } = settings;
  if (databaseUrl === undefined) makeDataFolder(dataFolder);
  const store = await openStore({
    databaseUrl,
    dataFolder,
    schema: schemaOf(settings, world),
    poolSize: options.poolSize,
    onNotice: options.quiet ? undefined : remark,
  });
  try {
    await ensureWorkspace(store);
  } catch (error) {
    await store.close().catch(() => undefined);
    throw error;
  }
  return store;
};

export interface OpenWorld {
  readonly world: World;
  readonly store: Store;
}

/** Opens the world that was asked for, or else the one that has something to show: the real one as soon as it is used. */
export const openChosenWorld = async (settings: Settings, wanted: World | undefined): Promise<OpenWorld> => {
  if (wanted) return { world: wanted, store: await openWorld(settings, wanted) };
  const real = await openWorld(settings, 'real');
  if ((await isUsed(real)) || !(await schemaExists(real, schemaOf(settings, 'sample')))) return { world: 'real', store: real };
  try {
    const sample = await openWorld(settings, 'sample');
    if (await isUsed(sample)) return { world: 'sample', store: sample };
    await sample.close();
    return { world: 'real', store: await openWorld(settings, 'real') };
  } finally {
    await real.close();
  }
};

/** Whether anything was ever collected or begun in this world, or will begin by itself: what was decided for real data is not to wait behind a sample. */
export const isUsed = async (store: Store): Promise<boolean> => {
  const [row] = await store.query<{ has: boolean }>(
    'select exists (select from run) or exists (select from pipeline_run) or exists (select from schedule where paused_at is null) as has',
  );
  return row!.has;
};

const schemaExists = async (store: Store, schema: string): Promise<boolean> => {
  const rows = await store.query({ text: 'select 1 from information_schema.schemata where schema_name = $1', values: [schema] });
  return rows.length > 0;
};

/** Runs work on a world and closes it, whatever happens. */
export const withWorld = async <T>(settings: Settings, wanted: World | undefined, work: (opened: OpenWorld) => Promise<T>): Promise<T> => {
  const opened = await openChosenWorld(settings, wanted);
  try {
    return await work(opened);
  } finally {
    await opened.store.close();
  }
};

export const workspace = mainWorkspace;

/** Said above every answer made of sample data. */
export const markSample = (world: World): void => {
  if (world === 'sample')
    remark('sample data (simulated); begin with real data: TIDEMARK_CONTACT=<your e-mail> bin/tidemark collect naver-webtoon');
};
