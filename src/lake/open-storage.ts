import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf, TidemarkError } from '../domain/index.ts';
import { createFolderStorage } from './folder-storage.ts';
import { createS3Storage } from './s3-storage.ts';
import type { ObjectStorage } from './storage.ts';

export interface OpenStorageOptions {
  /** `/path` (a relative one would be another lake in every folder), `file:///path` or `s3://bucket/prefix`. */
  readonly url: string;
  /** A folder below it, so that several worlds share one place. */
  readonly below?: string | undefined;
  readonly maxAttempts?: number | undefined;
  /** How long S3 may be silent in the middle of a request. */
  readonly idleMs?: number | undefined;
}

/** Opens the storage an address names; nothing is asked of it yet. Throws TDM_SETTING_INVALID. */
export const openStorage = ({ url, below = '', maxAttempts, idleMs }: OpenStorageOptions): ObjectStorage => {
  if (isAbsolute(url)) return createFolderStorage(join(url, below));
  const address = URL.parse(url);
  if (address?.protocol === 'file:') return createFolderStorage(join(pathOf(address), below));
  if (address?.protocol !== 's3:') throw invalid('give the full path of a folder, file:///folder or s3://bucket/prefix');
  if (address.username || address.password)
    throw invalid('keys do not belong in it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead');
  // A bucket's name is made of lower-case letters, so that it is also a host's.
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(address.host) || address.search || address.hash)
    throw invalid('an address of S3 is s3://bucket/prefix');
  const prefix = [...partsOf(address), ...below.split('/')].filter(Boolean).join('/');
  return createS3Storage({ bucket: address.host, prefix: prefix === '' ? '' : `${prefix}/`, maxAttempts, idleMs });
};

const partsOf = ({ pathname }: URL): string[] => {
  try {
    return pathname.split('/').map(decodeURIComponent);
  } catch (error) {
    throw invalid(reasonOf(error));
  }
};

const pathOf = (address: URL): string => {
  try {
    return fileURLToPath(address);
  } catch (error) {
    throw invalid(reasonOf(error));
  }
};

const invalid = (reason: string): TidemarkError => new TidemarkError('TDM_SETTING_INVALID', { setting: 'LAKE_URL', reason, file: '.env' });
