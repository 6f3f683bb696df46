import { Worker } from 'node:worker_threads';
import type { Exchange, Parsed } from '../../domain/index.ts';
import { exchangeOfLine } from '../../lake/index.ts';
import type { ReadingRoom } from '../../net/index.ts';
import { handOnParsed } from '../../sources/index.ts';
import type { Question, Reading, ThreadData } from './wire.ts';

/** So many answers are read on the spot before a thread is begun: a short run is over before it would have paid for itself. */
const firstAnswers = 100;

/** Young objects of the thread: the answers under way, and nothing else lives long there. */
const youngMb = 24;

export interface ReadingRoomOptions {
  /** Answers that are read on the spot first. */
  readonly after?: number;
  /** Told why the thread ended before it was to. */
  readonly onTrouble?: (error: unknown) => void;
}

interface Waiting {
  readonly here: () => Exchange;
  readonly resolve: (exchange: Exchange) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Makes a room with one thread that reads answers with people in them: hashing them and parsing what is left takes two fifths of what a row of TikTok costs,
 * and meanwhile the loop that asks and commits goes on. What comes back is what would have been read on the spot.
 *
 * A thread that dies costs nothing: what it was reading is read on the spot, and so is everything that follows.
 */
export const createReadingRoom = (data: ThreadData, { after = firstAnswers, onTrouble }: ReadingRoomOptions = {}): ReadingRoom => {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let isOver = false;
  let answers = 0;

  const readHere = ({ here, resolve, reject }: Waiting): void => {
    try {
      resolve(here());
    } catch (error) {
      reject(error);
    }
  };
  const end = (): void => {
    isOver = true;
    thread = null;
    for (const each of waiting.values()) readHere(each);
    waiting.clear();
  };
  const take = ({ number, exchange: rest, line, parsed }: Reading): void => {
    const exchange = exchangeOfLine(rest, line);
    const { resolve } = waiting.get(number)!;
    waiting.delete(number);
    handOnParsed(exchange, JSON.parse(parsed) as Parsed);
    resolve(exchange);
  };
  const begin = (): Worker => {
    const begun = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    begun.on('message', take);
    begun.on('error', (error) => onTrouble?.(error));
    begun.on('exit', end);
    // A thread keeps no process alive that has nothing else to do.
    begun.unref();
    return begun;
  };

  return {
    read: (answered, { endpoint, privateFields }, url, here) => {
      if (endpoint === undefined || privateFields.length === 0 || answered.body === '' || isOver) return undefined;
      const number = answers++;
      if (number < after) return undefined;
      thread ??= begin();
      const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
      waiting.set(number, { here, resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      thread.postMessage({ number, endpoint, url, answered } satisfies Question);
      return promise;
    },
    /** What is still being read is read on the spot. */
    close: async () => {
      isOver = true;
      await thread?.terminate();
    },
  };
};
