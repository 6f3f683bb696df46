import { fromBufferPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { reasonOf } from '../../domain/index.ts';
import type { TableLimits } from '../limits.ts';
import { saveAgain, TableRefusal, unreadable, unsafe } from '../refusal.ts';

/** The parts of a workbook by their names in lower case. */
export interface Archive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Unpacks one part as it is read. Throws TDM_TABLE_*, at the first byte beyond a limit. */
  read(name: string): AsyncGenerator<Buffer>;
}

/** Opens a zip that lies in memory. Sizes that it states of itself are believed nowhere. */
export const openArchive = async (bytes: Buffer, limits: TableLimits): Promise<Archive> => {
  const entries = new Map<string, Entry>();
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(bytes, { validateEntrySizes: true });
    if (zip.entryCount > limits.parts) throw unsafe(`it is a zip of ${zip.entryCount} files`);
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= limits.parts) throw unsafe(`it is a zip of more than ${limits.parts} files`);
      entries.set(entry.fileName.toLowerCase(), entry);
    }
  } catch (error) {
    if (error instanceof TableRefusal) throw error;
    throw unreadable(`its zip is broken (${reasonOf(error)})`, 'fetch or save it again: it may have been cut off on its way', error);
  }
  let unpacked = 0;
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name.toLowerCase()),
    async *read(name) {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw unreadable(`its part ${name} is missing`, saveAgain);
      if (entry.isEncrypted()) throw unreadable('it is protected by a password', 'save it without one');
      let own = 0;
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          const piece = chunk as Buffer;
          own += piece.length;
          unpacked += piece.length;
          if (own > limits.partBytes || unpacked > limits.workbookBytes)
            throw unsafe(
              `${name} unpacks to more than ${(own > limits.partBytes ? limits.partBytes : limits.workbookBytes).toLocaleString('en-US')} bytes`,
            );
          yield piece;
        }
      } catch (error) {
        if (error instanceof TableRefusal) throw error;
        if (reasonOf(error).startsWith('too many bytes')) throw unsafe(`${name} unpacks to more than it says of itself`);
        throw unreadable(`its part ${name} cannot be unpacked (${reasonOf(error)})`, 'fetch or save it again', error);
      }
    },
  };
};
