import { faded } from './memory.ts';
import type { RevisitMemory } from './memory.ts';
import { shareOut } from './share-out.ts';
import type { RevisitLimits, RevisitShares } from './share-out.ts';

/** A prior counts as much as one surprise, or one day of moving. */
const priorSurprises = 1;
const priorDays = 1;

/**
 * How often each target is to be visited, so that curves that are straight between visits are nearest to the truth for a budget of visits.
 *
 * **Weight.** Most of the error is in jumps that nothing foretells. Of a jump of size j at an instant that is equally likely anywhere between two visits
 * g days apart, the line between them is off by j * g / 3 in the sum over the gap, so with m jumps a day and f = 1 / g visits a day the error of all targets is the sum
 * of m * j / (3 * f). Its minimum under a budget (Lagrange: m * j / f ** 2 the same for all) has **f in proportion to the root of m * j**, and a surprise is on the
 * average in proportion to m * j. A curve that wanders instead (a random walk, off by s * sqrt(t * (g - t) / g) after t days) would have f in proportion to s ** (2 / 3),
 * which takes more from the quiet, and pays for it with every jump of theirs.
 * The optima for freshness are others, because there a page is right or wrong and not nearly right: Cho & Garcia-Molina, "Effective page refresh policies
 * for web crawlers", ACM Transactions on Database Systems 28(4), 390-426 (2003), doi 10.1145/958942.958945, and Azar, Horvitz, Lubetzky, Peres & Shahaf,
 * "Tractable near-optimal policies for crawling", PNAS 115(32), 8099-8103 (2018), doi 10.1073/pnas.1801519115, whose form (one multiplier for all targets) is that of {@link shareOut}.
 *
 * **Deviation.** The mean of a target's surprises, drawn towards a prior by the weight of one. The prior is the mean of all targets times the days a
 * day in which this one moves, the posterior mean (1 + moving days) / (1 + days) of a Poisson rate under the conjugate Gamma(1, 1), so that a
 * target nothing is known of is taken to move. What moves may jump, and what never does hardly will.
 * We see only whether anything changed between two visits, and counting such intervals takes a busy target that is seldom visited for a slow one (Cho &
 * Garcia-Molina, "Estimating frequency of change", ACM Transactions on Internet Technology 3(3) (2003), doi 10.1145/857166.857170): so all days of an interval with a change count as moving, the upper end of
 * what may have been, and nobody loses visits for having had few.
 *
 * A target that is gone gets the floor: it may come back. Time and memory are O(n), about 40 bytes a target; the memories may be streamed.
 */
export const planRevisits = (memories: Iterable<RevisitMemory>, options: RevisitLimits & { readonly now: number }): RevisitShares => {
  const { now, ...limits } = options;
  const plan = createRevisitPlan(now);
  for (const memory of memories) plan.add({ ...memory, newestDay: memory.newest?.day ?? null });
  return plan.shareOut(limits);
};

/** What a plan needs of a memory. */
export type PlannedMemory = Pick<RevisitMemory, 'isGone' | 'surprise' | 'surprises' | 'days' | 'movingDays'> & {
  readonly newestDay: number | null;
};

/** {@link planRevisits} for memories that come one after the other. */
export const createRevisitPlan = (now: number) => {
  const surprise: number[] = [];
  const surprises: number[] = [];
  const moving: number[] = [];
  let allSurprise = 0;
  let allSurprises = 0;
  return {
    add(memory: PlannedMemory): void {
      // A clock that went back makes nothing count for more than it did.
      const left = memory.newestDay === null ? 0 : faded(Math.max(0, now - memory.newestDay));
      surprise.push(memory.surprise * left);
      surprises.push(memory.surprises * left);
      moving.push(memory.isGone ? -1 : (priorDays + memory.movingDays * left) / (priorDays + memory.days * left));
      allSurprise += memory.surprise * left;
      allSurprises += memory.surprises * left;
    },
    shareOut(limits: RevisitLimits): RevisitShares {
      const usual = allSurprises === 0 ? 1 : allSurprise / allSurprises;
      const weights = Float64Array.from(moving, (share, at) =>
        share < 0 ? 0 : Math.sqrt((priorSurprises * usual * share + surprise[at]!) / (priorSurprises + surprises[at]!)),
      );
      return shareOut(weights, limits);
    },
  };
};
