import type { StepDefinition } from '../jobs/index.ts';

/**
 * Circles among steps that need each other, each from its first step in the file: `['a', 'b']` where a needs b and b needs a. Every step that is on
 * a circle is in one of them; of several through the same steps the shortest is named.
 */
export const cyclesOf = (steps: readonly Pick<StepDefinition, 'name' | 'needs'>[]): string[][] => {
  const needs = new Map<string, readonly string[]>();
  for (const step of steps) if (!needs.has(step.name)) needs.set(step.name, step.needs);
  const named = new Set<string>();
  const cycles: string[][] = [];
  for (const name of needs.keys()) {
    if (named.has(name)) continue;
    const cycle = shortestFrom(name, needs);
    if (cycle === null) continue;
    cycles.push(cycle);
    for (const each of cycle) named.add(each);
  }
  return cycles;
};

/** The shortest way from a step back to itself, breadth first; null when there is none. */
const shortestFrom = (start: string, needs: ReadonlyMap<string, readonly string[]>): string[] | null => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const need of needs.get(name) ?? []) {
      if (need === start) {
        const way = [name];
        while (way[0] !== start) way.unshift(cameFrom.get(way[0]!)!);
        return way;
      }
      if (cameFrom.has(need)) continue;
      cameFrom.set(need, name);
      queue.push(need);
    }
  }
  return null;
};
