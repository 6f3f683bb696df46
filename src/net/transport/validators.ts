import type { Answer } from './answer.ts';
import { single } from './headers.ts';

/** What a platform told us to send back with the next request for the same address. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/**
 * Remembers validators between runs, so that an unchanged answer costs the platform nothing. The store must forget what it has not
 * kept the answer of: a 304 (`unchanged`) brings no body.
 */
export interface ValidatorStore {
  get(url: string): Validators | undefined | Promise<Validators | undefined>;
  set(url: string, validators: Validators): void | Promise<void>;
}

/** Keeps the validators of a good answer, if it has any. */
export const remember = async (store: ValidatorStore, url: string, answer: Answer): Promise<void> => {
  const etag = single(answer.headers['etag']);
  const lastModified = single(answer.headers['last-modified']);
  if (etag !== undefined || lastModified !== undefined)
    await store.set(url, { ...(etag && { etag }), ...(lastModified && { lastModified }) });
};
