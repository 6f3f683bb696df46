/** The bounds of a share-out, in visits a day. */
export interface RevisitLimits {
  /** Visits a day for all targets together. */
  readonly budgetPerDay: number;
  /** Each target is visited at least once in so many days, so that none is forgotten. */
  readonly floorDays: number;
  /** No target is visited more often; 1 for curves by the day. */
  readonly ceilingPerDay: number;
}

export interface RevisitShares {
  /** Visits a day of each target, in the order of the weights. */
  readonly perDay: Float64Array;
  /** Their sum: the budget, or less when every target that has a weight is at its ceiling. */
  readonly spentPerDay: number;
  /** False: the budget does not reach for the floor, and every target is visited equally seldom instead. */
  readonly isFloorMet: boolean;
}

/** Halvings of the multiplier's logarithm, whose range is below 1,500: what remains is below the precision of a number. */
const halvings = 64;

/**
 * Shares a budget out in proportion to weights, between a floor and a ceiling: rate = clamp(k * weight), the solution of Karush, Kuhn and Tucker, where k
 * comes from the multiplier of the budget and the sum grows with k, so that it is found by bisection. Targets of weight 0 get the floor;
 * when all weights are 0, all get the same. O(n), deterministic, and never above the budget.
 * @throws RangeError for limits that are no positive numbers, a floor above the ceiling, and weights that are negative or not finite.
 */
export const shareOut = (weights: Float64Array, limits: RevisitLimits): RevisitShares => {
  const { budgetPerDay, floorDays, ceilingPerDay } = limits;
  for (const [name, limit] of Object.entries(limits))
    if (!(Number.isFinite(limit) && limit > 0)) throw new RangeError(`${name} must be a positive number, not ${limit}`);
  const floor = 1 / floorDays;
  if (floor > ceilingPerDay) throw new RangeError(`a visit every ${floorDays} days is more than the ceiling of ${ceilingPerDay} a day`);
  const { length } = weights;
  const even = budgetPerDay / length;
  let least = Infinity;
  let most = 0;
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`a weight must be a finite number from 0 on, not ${weight}`);
    if (weight > 0) least = Math.min(least, weight);
    most = Math.max(most, weight);
  }
  const allAt = (rate: number, isFloorMet = true): RevisitShares => ({
    perDay: new Float64Array(length).fill(rate),
    spentPerDay: rate * length,
    isFloorMet,
  });
  if (even < floor) return allAt(even, false);
  if (most === 0) return allAt(Math.min(even, ceilingPerDay));

  const rateOf = (weight: number, k: number): number => Math.min(ceilingPerDay, Math.max(floor, k * weight));
  const sumAt = (k: number): number => {
    let sum = 0;
    for (const weight of weights) sum += rateOf(weight, k);
    return sum;
  };
  // Below the first k everybody is at the floor, above the second everybody with a weight is at the ceiling.
  let low = Math.log(floor) - Math.log(most);
  let high = Math.log(ceilingPerDay) - Math.log(least);
  if (sumAt(Math.exp(high)) <= budgetPerDay) low = high;
  for (let step = 0; step < halvings && low < high; step++) {
    const middle = (low + high) / 2;
    if (sumAt(Math.exp(middle)) <= budgetPerDay) low = middle;
    else high = middle;
  }
  const k = Math.exp(low);
  return { perDay: weights.map((weight) => rateOf(weight, k)), spentPerDay: sumAt(k), isFloorMet: true };
};
