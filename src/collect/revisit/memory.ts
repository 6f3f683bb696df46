/** What one visit brought. Instants are days since any fixed instant, fractions allowed. */
export interface Visit {
  readonly day: number;
  /** The figure; null: the target was not there. */
  readonly value: number | null;
}

/** All that is kept of a target's visits: enough for the next plan, as much for ten thousand visits as for one. Sums are those of the newest value's day. */
export interface RevisitMemory {
  /** The newest visit; null: there was none. */
  readonly visitedOn: number | null;
  readonly isGone: boolean;
  readonly newest: Point | null;
  readonly before: Point | null;
  /** Surprises (see {@link remember}) and how many there were. */
  readonly surprise: number;
  readonly surprises: number;
  /** Days between visits, and those of them between two visits that saw different values. */
  readonly days: number;
  readonly movingDays: number;
}

interface Point {
  readonly day: number;
  readonly value: number;
}

/** After so many days a visit counts for half: long enough to tell a figure that moves, short enough to let go of one that came to rest. */
export const halfLifeDays = 10;

const hourDays = 1 / 24;

/** What is left of sums after some days. */
export const faded = (days: number): number => 2 ** (-days / halfLifeDays);

export const noMemory: RevisitMemory = {
  visitedOn: null,
  isGone: false,
  newest: null,
  before: null,
  surprise: 0,
  surprises: 0,
  days: 0,
  movingDays: 0,
};

/**
 * How far the middle of three values lies from the straight line between its neighbours, as a share of their level: the very error that
 * reading the curve without the middle visit would have had, so steady growth, however fast, surprises nobody. For a random walk with steps of
 * deviation s a day it has the deviation s * sqrt(a * b / (a + b)), where a and b are the days to the neighbours (a Brownian bridge);
 * dividing by that root makes surprises of different gaps comparable. Gaps below an hour count as one: what a run that was done again saw a minute later
 * says nothing about days.
 */
const surpriseOf = (one: Point, two: Point, three: Point): number => {
  const a = two.day - one.day;
  const b = three.day - two.day;
  const level = (Math.abs(one.value) + Math.abs(two.value) + Math.abs(three.value)) / 3;
  if (level === 0) return 0;
  const expected = (one.value * b + three.value * a) / (a + b);
  return (Math.abs(two.value - expected) / level) * Math.sqrt(1 / Math.max(a, hourDays) + 1 / Math.max(b, hourDays));
};

/**
 * The memory after one more visit. Costs the same however many there were. A visit that is not later than the newest one (a clock that went back) is
 * ignored.
 *
 * The mean of surprises is kept and not that of their squares: one purchase of followers is a thousand ordinary surprises, and by its square the account
 * would be visited every day for months after.
 * @throws RangeError for a day that is no finite number, and for a value beyond the whole numbers that are exact: one of them would spoil the plan of all.
 */
export const remember = (memory: RevisitMemory, { day, value }: Visit): RevisitMemory => {
  if (!Number.isFinite(day) || !(Math.abs(value ?? 0) <= Number.MAX_SAFE_INTEGER))
    throw new RangeError(`no visit: day ${day}, value ${value}`);
  if (memory.visitedOn !== null && day <= memory.visitedOn) return memory;
  if (value === null) return { ...memory, visitedOn: day, isGone: true };
  const { newest, before } = memory;
  const point = { day, value };
  if (newest === null) return { ...memory, visitedOn: day, isGone: false, newest: point };
  const gap = day - newest.day;
  const left = faded(gap);
  return {
    visitedOn: day,
    isGone: false,
    newest: point,
    before: newest,
    surprise: memory.surprise * left + (before === null ? 0 : surpriseOf(before, newest, point)),
    surprises: memory.surprises * left + (before === null ? 0 : 1),
    days: memory.days * left + gap,
    movingDays: memory.movingDays * left + (value === newest.value ? 0 : gap),
  };
};
