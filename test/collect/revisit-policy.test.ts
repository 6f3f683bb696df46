import { array, assert, constant, double, integer, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorsOf, policies, tracesOf } from '../../bench/_revisit.ts';
import { dueTargets, noMemory, planRevisits, remember, shareOut } from '../../src/collect/revisit/index.ts';
import type { RevisitMemory, Visit } from '../../src/collect/revisit/index.ts';

const memoryOf = (visits: readonly Visit[]): RevisitMemory => visits.reduce(remember, noMemory);
/** One value a day, from day 0 on. */
const daily = (...values: (number | null)[]): RevisitMemory => memoryOf(values.map((value, day) => ({ day, value })));
const limits = { budgetPerDay: 2, floorDays: 20, ceilingPerDay: 1 };
const plan = (memories: RevisitMemory[], changes: Partial<typeof limits & { now: number }> = {}): number[] => [
  ...planRevisits(memories, { now: 10, ...limits, ...changes }).perDay,
];

const weight = oneof(constant(0), double({ min: 1e-300, max: 1e300, noNaN: true }), double({ min: 0.1, max: 10, noNaN: true }));
const bounds = record({
  budgetPerDay: double({ min: 0.01, max: 500, noNaN: true }),
  floorDays: double({ min: 2, max: 100, noNaN: true }),
  ceilingPerDay: double({ min: 0.5, max: 24, noNaN: true }),
});
const history = array(tuple(double({ min: 0.01, max: 9, noNaN: true }), oneof(constant(null), integer({ min: 0, max: 1_000_000 }))), {
  maxLength: 12,
}).map((steps) => {
  let day = 0;
  return memoryOf(steps.map(([gap, value]) => ({ day: (day += gap), value })));
});

describe('a budget of visits', () => {
  it('is never exceeded, used up unless all are at the ceiling, and gives everyone between floor and ceiling', () => {
    assert(
      property(array(weight, { minLength: 1, maxLength: 60 }), bounds, (weights, given) => {
        const { perDay, spentPerDay, isFloorMet } = shareOut(Float64Array.from(weights), given);
        const sum = perDay.reduce((total, rate) => total + rate, 0);
        expect(sum).toBeCloseTo(spentPerDay, 6);
        expect(sum).toBeLessThanOrEqual(given.budgetPerDay * (1 + 1e-9));
        expect(isFloorMet).toBe(given.budgetPerDay / weights.length >= 1 / given.floorDays);
        for (const rate of perDay) expect(rate).toBeLessThanOrEqual(given.ceilingPerDay);
        if (!isFloorMet) return;
        for (const rate of perDay) expect(rate).toBeGreaterThanOrEqual(1 / given.floorDays);
        const canHaveMore = [...perDay].some((rate, at) => rate < given.ceilingPerDay * (1 - 1e-9) && weights[at]! > 0);
        if (canHaveMore) expect(sum).toBeGreaterThan(given.budgetPerDay * (1 - 1e-6));
      }),
    );
  });

  it('goes by weight, and by nothing but the ratios of weights', () => {
    assert(
      property(array(double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 }), bounds, (weights, given) => {
        const { perDay } = shareOut(Float64Array.from(weights), given);
        const order = weights.map((_, at) => at).sort((a, b) => weights[a]! - weights[b]!);
        for (const [place, at] of order.slice(1).entries()) expect(perDay[at]!).toBeGreaterThanOrEqual(perDay[order[place]!]!);
        const scaled = shareOut(
          Float64Array.from(weights, (each) => each * 1e6),
          given,
        ).perDay;
        for (const [at, rate] of perDay.entries()) expect(scaled[at]).toBeCloseTo(rate, 6);
      }),
    );
  });

  it('that does not reach for the floor is shared equally, and says so', () => {
    expect(shareOut(Float64Array.of(1, 5, 100), { budgetPerDay: 0.3, floorDays: 5, ceilingPerDay: 1 })).toEqual({
      perDay: Float64Array.of(0.3 / 3, 0.3 / 3, 0.3 / 3),
      spentPerDay: expect.closeTo(0.3),
      isFloorMet: false,
    });
  });

  it('for one target, for none, and for targets that are all equal', () => {
    expect([...shareOut(Float64Array.of(3), { ...limits, budgetPerDay: 0.4 }).perDay]).toEqual([expect.closeTo(0.4)]);
    expect([...shareOut(Float64Array.of(3), limits).perDay]).toEqual([1]);
    expect([...shareOut(Float64Array.of(), limits).perDay]).toEqual([]);
    expect([...shareOut(Float64Array.of(0, 0, 0, 0), limits).perDay]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(plan([daily(1, 2, 1), daily(1, 2, 1), daily(1, 2, 1), daily(1, 2, 1)])).toEqual(Array(4).fill(expect.closeTo(0.5)));
  });

  it.each([
    [{ budgetPerDay: 0 }],
    [{ budgetPerDay: Infinity }],
    [{ floorDays: NaN }],
    [{ ceilingPerDay: -1 }],
    [{ floorDays: 0.5, ceilingPerDay: 1 }],
  ])('with limits that make no sense is refused: %o', (changes) => {
    expect(() => plan([daily(1, 2)], changes)).toThrow(RangeError);
  });

  it('is not shared out by weights that are no numbers', () => {
    for (const bad of [NaN, -1, Infinity]) expect(() => shareOut(Float64Array.of(1, bad), limits)).toThrow(RangeError);
  });
});

describe('targets are visited by how fast they change', () => {
  it('whatever was seen of them: budget, floor and ceiling are kept', () => {
    assert(
      property(array(history, { minLength: 1, maxLength: 20 }), bounds, (memories, given) => {
        const { perDay, isFloorMet } = planRevisits(memories, { now: 200, ...given });
        expect(perDay.reduce((total, rate) => total + rate, 0)).toBeLessThanOrEqual(given.budgetPerDay * (1 + 1e-9));
        for (const rate of perDay) expect(rate).toBeLessThanOrEqual(given.ceilingPerDay);
        if (isFloorMet) for (const rate of perDay) expect(rate).toBeGreaterThanOrEqual(1 / given.floorDays);
      }),
    );
  });

  it('a curve that swings wider never gets fewer visits', () => {
    const swings = array(integer({ min: -400, max: 400 }), { minLength: 3, maxLength: 15 });
    assert(
      property(swings, double({ min: 1, max: 2, noNaN: true }), (steps, factor) => {
        // Every other value is the level itself, so that the level is the same and only the swing is wider.
        const swinging = (by: number): RevisitMemory =>
          daily(...steps.flatMap((step) => [1_000, 1_000 + by * step, 1_000, 1_000 - by * step]));
        const [narrow, wide] = plan([swinging(1), swinging(factor)], { budgetPerDay: 1, now: 60 });
        expect(wide!).toBeGreaterThanOrEqual(narrow! - 1e-9);
      }),
    );
  });

  it('a thousand times as many followers with the same curve get the same visits', () => {
    assert(
      property(array(integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 12 }), (values) => {
        const [small, large] = plan([daily(...values), daily(...values.map((value) => value * 1_000))], { budgetPerDay: 1 });
        expect(large).toBeCloseTo(small!, 9);
      }),
    );
  });

  it('steady growth is straight and asks for less than what bends, and what never changes for least', () => {
    const straight = daily(100, 200, 300, 400, 500, 600);
    const bent = daily(100, 110, 130, 190, 380, 600);
    const still = daily(100, 100, 100, 100, 100, 100);
    const [ofStraight, ofBent, ofStill] = plan([straight, bent, still], { budgetPerDay: 0.9, now: 6 });
    expect(ofBent!).toBeGreaterThan(ofStraight!);
    expect(ofStraight!).toBeGreaterThan(ofStill!);
  });

  it('without any history all get the same; beside others, a new one more than one that never changes', () => {
    expect(plan([noMemory, noMemory, noMemory, noMemory])).toEqual(Array(4).fill(expect.closeTo(0.5)));
    const [fresh, still] = plan([noMemory, daily(5, 5, 5, 5), daily(1, 9, 1, 9)], { budgetPerDay: 1 });
    expect(fresh!).toBeGreaterThan(still!);
  });

  it('one that is gone gets the floor, and its place back when it returns', () => {
    const restless = [100, 150, 90, 160];
    const [gone, there] = plan([daily(...restless, null), daily(...restless)], { budgetPerDay: 1 });
    expect(gone).toBe(1 / limits.floorDays);
    expect(there).toBeGreaterThan(0.9);
    const [back] = plan([daily(...restless, null, 90), daily(...restless)], { budgetPerDay: 1 });
    expect(back).toBeGreaterThan(0.3);
  });

  it('a jump is followed every day, and let go of as quiet weeks pass', () => {
    const quiet = Array.from({ length: 60 }, (_, day) => 1_000 + day * 3 + (day % 2));
    const jumped = quiet.map((value, day) => (day < 15 ? value : value + 1_000));
    const after = (days: number): number => {
      const others = Array.from({ length: 30 }, () => daily(...quiet.slice(0, days)));
      return plan([daily(...jumped.slice(0, days)), ...others], { budgetPerDay: 6, now: days })[0]!;
    };
    expect(after(14)).toBeCloseTo(6 / 31);
    expect(after(17)).toBe(1);
    expect(after(60)).toBeLessThan(0.5);
  });

  it('a run done again a minute later is no storm', () => {
    const again = memoryOf([0, 1, 2, 2.0007, 2.0014, 3].map((day, at) => ({ day, value: 1_000 + at })));
    const [twice, lively] = plan([again, daily(1_000, 1_100, 1_000, 1_100)], { budgetPerDay: 0.8, now: 3 });
    expect(twice!).toBeLessThan(lively! / 2);
  });

  it('a clock that went back changes nothing, and what is no number is refused', () => {
    const memory = daily(1, 2, 3);
    expect(remember(memory, { day: 1.5, value: 9 })).toBe(memory);
    expect(remember(memory, { day: 2, value: null })).toBe(memory);
    expect(plan([memory, daily(4, 9, 4)], { now: -500 })).toEqual(plan([memory, daily(4, 9, 4)], { now: 2 }));
    for (const bad of [
      { day: NaN, value: 1 },
      { day: 4, value: Infinity },
      { day: 4, value: NaN },
      { day: 4, value: -1e300 },
    ])
      expect(() => remember(memory, bad)).toThrow(RangeError);
  });
});

describe('whom to visit now', () => {
  const due = (visits: number, visitedOn: number[], perDay: number[]): number[] =>
    dueTargets({ now: 30, visits, visitedOn: Float64Array.from(visitedOn), perDay: Float64Array.from(perDay), limits });

  it('is first who never was visited, then whom the floor would forget, then the latest by the plan', () => {
    const visitedOn = [28, NaN, 10, 26];
    const perDay = [0.9, 0.1, 0.05, 0.4];
    expect(due(1, visitedOn, perDay)).toEqual([1]);
    expect(due(2, visitedOn, perDay)).toEqual([1, 2]);
    expect(due(3, visitedOn, perDay)).toEqual([0, 1, 2]);
    expect(due(9, visitedOn, perDay)).toEqual([0, 1, 2, 3]);
  });

  it('is nobody above the ceiling, and nobody for no visits', () => {
    expect(due(5, [29.7, 29, 31], [1, 1, 1])).toEqual([1]);
    expect(due(0, [1, NaN], [1, 1])).toEqual([]);
    expect(due(3, [], [])).toEqual([]);
  });

  it('is of equals the first, and never more than there are visits', () => {
    assert(
      property(array(integer({ min: 0, max: 29 }), { maxLength: 50 }), integer({ min: 0, max: 60 }), (visitedOn, visits) => {
        const chosen = due(
          visits,
          visitedOn,
          visitedOn.map(() => 0.1),
        );
        expect(chosen).toHaveLength(Math.min(visits, visitedOn.length));
        const left = visitedOn.filter((_, at) => !chosen.includes(at));
        for (const at of chosen) for (const day of left) expect(visitedOn[at]!).toBeLessThanOrEqual(Math.max(day, 10));
      }),
    );
  });
});

describe('over the traces of the simulator', () => {
  it('curves are at least 30 % nearer to the truth than by uniform visits, for the same number of them', () => {
    const traces = tracesOf(21, 60);
    const given = { budgetPerDay: traces.length / 2, floorDays: 30, ceilingPerDay: 1 };
    const uniform = errorsOf(traces, policies.uniform, given);
    const adaptive = errorsOf(traces, policies.adaptive, given);
    expect(adaptive.visits).toBeLessThanOrEqual(uniform.visits);
    expect(adaptive.relative).toBeLessThan(0.7 * uniform.relative);
  });
});
