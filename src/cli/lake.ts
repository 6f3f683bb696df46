import { join } from 'node:path';
import { createFrameReader, openStorage, sealFrames } from '../lake/index.ts';
import type { FrameReader, ObjectStorage, SealOptions, SealReport } from '../lake/index.ts';
import { originOf, TidemarkError } from '../domain/index.ts';
import type { Store } from '../store/index.ts';
import type { World } from './context.ts';
import { asTidemarkError, bytes, errorJson, number } from './output.ts';
import type { Settings } from './settings.ts';
import { version } from './version.ts';

/** The lake of one world: LAKE_URL, or a folder beside the private database. Nothing is asked of it yet. */
export const openLake = ({ lakeUrl, dataFolder }: Settings, world: World): ObjectStorage =>
  openStorage({ url: lakeUrl ?? join(dataFolder, 'lake'), below: world === 'sample' ? 'sample' : undefined });

/** Reads raw answers wherever they are kept. */
export const openFrames = (store: Store, settings: Settings, world: World): FrameReader & AsyncDisposable => {
  const lake = openLake(settings, world);
  return { ...createFrameReader(store, lake), [Symbol.asyncDispose]: () => lake[Symbol.asyncDispose]() };
};

/**
 * Whether raw answers may leave this database for the lake: to a place the operator has named, or, from the private database, to the disk
 * that holds it anyway. A shared database is safer than the disk of one of its users.
 */
export const maySeal = (store: Store, settings: Settings): boolean => settings.lakeUrl !== undefined || store.kind === 'embedded';

/** Seals what waits. Throws TDM_LAKE_UNSET when nothing may leave this database. */
export const seal = async (
  store: Store,
  settings: Settings,
  world: World,
  options: Pick<SealOptions, 'platform' | 'stop' | 'onSegment'>,
): Promise<SealReport> => {
  if (!maySeal(store, settings)) throw new TidemarkError('TDM_LAKE_UNSET');
  await using storage = openLake(settings, world);
  return await sealFrames({ store, storage, version, ...options });
};

/** What came of sealing after a collection: it never fails one. */
export type SealEnd = { readonly sealed: SealReport } | { readonly failed: TidemarkError };

/** Seals a platform's frames at the end of its collection; null when they are to stay in the database. */
export const sealAfterwards = async (
  store: Store,
  settings: Settings,
  world: World,
  options: Pick<SealOptions, 'platform' | 'stop'>,
): Promise<SealEnd | null> => {
  if (!maySeal(store, settings) || options.stop?.aborted) return null;
  try {
    return { sealed: await seal(store, settings, world, options) };
  } catch (thrown) {
    return { failed: asTidemarkError(originOf(thrown)) };
  }
};

/** For machines. */
export const sealJson = (end: SealEnd | null) =>
  end === null ? null : 'failed' in end ? { error: errorJson(end.failed) } : { ...end.sealed, error: null };

/** For a person; null when there is nothing to say. */
export const sealLine = ({ segments, frames, exchanges, bytes: size }: SealReport): string | null =>
  segments === 0
    ? null
    : `${number(exchanges)} raw answers sealed: ${number(frames)} frames in ${number(segments)} ${segments === 1 ? 'segment' : 'segments'}, ${bytes(size)}`;
