import type { Exchange } from '../../domain/index.ts';
import type { NetRequest } from '../contract.ts';
import type { Answered } from './without-people.ts';

/** Reads answers on another thread: takes their people out, and whatever else follows from the body alone. */
export interface ReadingRoom {
  /** Undefined: this answer is not read here. `here` reads it on the spot: what the room falls back to when its thread ends. */
  read(answered: Answered, request: NetRequest, url: string, here: () => Exchange): Promise<Exchange> | undefined;
  close(): Promise<void>;
}
