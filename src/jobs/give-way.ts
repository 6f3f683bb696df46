import type { Sql } from '../store/index.ts';
import { contention, isContended } from './sql/give-way.ts';

/** An attempt that holds a slot. */
export interface HeldSlot {
  readonly id: string;
  readonly pool: string;
  readonly version: string;
  readonly priority: number;
  /** Its run was cancelled: it gives the slot back by itself. */
  readonly isLeaving: boolean;
}

/** A step that is ready, and has found no slot for a while. */
export interface WantedSlot {
  readonly pool: string;
  readonly version: string;
  readonly priority: number;
}

/** How many steps may be at work in a pool: over all machines, and in the workers of one version together. */
export interface Room {
  readonly pool: string;
  readonly version: string;
  readonly slots: number;
  readonly seats: number;
}

/**
 * Attempts that give their slots to fresh work. Every worker asks the same question of the same rows and gets the same answer, so that nobody has to
 * agree with anybody.
 */
export const givingWay = async (sql: Sql): Promise<string[]> => {
  const [first] = await sql.query<{ isContended: boolean }>(isContended);
  if (!first!.isContended) return [];
  const [row] = await sql.query<{ wanted: WantedSlot[]; held: HeldSlot[]; rooms: Room[] }>(contention);
  return chooseGivingWay(row!.held, row!.wanted, row!.rooms);
};

/**
 * As few as are needed: for each step that wants a slot, highest priority first, one that is free, and else the newest attempt of the lowest priority below its
 * own: it has done least. Nobody gives way in vain: where room for a step cannot be made, none is made. Only attempts of the same version give way,
 * because only their slots are sure to go to the step that wants one: the queue of a version gives them to the highest priority.
 */
export const chooseGivingWay = (held: readonly HeldSlot[], wanted: readonly WantedSlot[], rooms: readonly Room[]): string[] =>
  rooms.flatMap(({ pool, version, slots, seats }) => {
    const inPool = held.filter((each) => each.pool === pool);
    const own = inPool.filter((each) => each.version === version);
    let free = Math.min(slots - inPool.length, seats - own.length);
    const candidates = own.toSorted(
      (a, b) => Number(b.isLeaving) - Number(a.isLeaving) || a.priority - b.priority || Number(BigInt(b.id) - BigInt(a.id)),
    );
    const chosen: HeldSlot[] = [];
    const claims = wanted.filter((each) => each.pool === pool && each.version === version).toSorted((a, b) => b.priority - a.priority);
    for (const { priority } of claims) {
      const missing = Math.max(0, 1 - free);
      const room = candidates.slice(0, missing);
      if (room.length < missing || !room.every((each) => each.isLeaving || each.priority < priority)) break;
      candidates.splice(0, missing);
      chosen.push(...room);
      free += missing - 1;
    }
    return chosen.filter(({ isLeaving }) => !isLeaving).map(({ id }) => id);
  });
