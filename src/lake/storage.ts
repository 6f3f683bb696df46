/** An object as a listing names it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/** A part of an object, in bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where immutable objects are kept: a folder or a bucket. Keys are relative and use `/`. Every failure is one of the catalogue
 * (TDM_LAKE_*, TDM_DISK_FULL) and names no credential.
 */
export interface ObjectStorage extends AsyncDisposable {
  /** For messages: the folder, or `s3://bucket/prefix`. */
  readonly address: string;
  /**
   * Writes an object. Readers see it whole or not at all, also when the writer is killed; writing the same one again is harmless. What an
   * earlier writer of this key left half done is cleared away, so one key has one writer at a time.
   */
  put(key: string, body: Buffer): Promise<void>;
  /** An object, or a part of it; shorter than asked where it ends early. Null when there is none. */
  read(key: string, range?: ByteRange): Promise<Buffer | null>;
  /** All objects whose key begins so, and what dead writers left half done. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Throws what would keep us from using it. */
  check(): Promise<void>;
}
