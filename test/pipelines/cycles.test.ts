import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/pipelines/index.ts';
import type { PipelineDefinition, StepDefinition } from '../../src/jobs/index.ts';

const step = (name: string, needs: readonly string[]): StepDefinition => ({
  ...{ name, needs, does: 'wait', with: {}, pool: 'light', seats: 1, retries: 0, retryDelayMs: 0, timeoutMs: 1000 },
});
const pipeline = (steps: readonly StepDefinition[]): PipelineDefinition => ({
  name: 'mine',
  title: '',
  parameters: {},
  schedule: null,
  steps,
});

/** Steps that need only earlier ones, then put into any order. */
const dag = fc
  .integer({ min: 1, max: 40 })
  .chain((count) =>
    fc.tuple(
      fc.tuple(...Array.from({ length: count }, (_, n) => fc.uniqueArray(fc.nat(Math.max(0, n - 1)), { maxLength: n === 0 ? 0 : 4 }))),
      fc.shuffledSubarray(
        Array.from({ length: count }, (_, n) => n),
        { minLength: count, maxLength: count },
      ),
    ),
  )
  .map(([needs, order]) => ({
    steps: order.map((n) =>
      step(
        `s${n}`,
        needs[n]!.map((need) => `s${need}`),
      ),
    ),
    needs: needs as readonly number[][],
  }));

/** Every step reachable from one by needs, itself included. */
const reached = (needs: readonly number[][], from: number): number[] => {
  const seen = new Set([from]);
  for (const each of seen) for (const need of needs[each]!) seen.add(need);
  return [...seen];
};

const circlesIn = (steps: readonly StepDefinition[]): string[][] =>
  checkPipeline(pipeline(steps), {})
    .filter(({ message }) => message.includes('circle'))
    .map(({ message }) => message.replace(/^.*: /, '').split(' -> '));

describe('steps that need each other', () => {
  test('without a circle are never refused, in whatever order they stand', () => {
    fc.assert(
      fc.property(dag, ({ steps }) => {
        expect(checkPipeline(pipeline(steps), {})).toEqual([]);
      }),
    );
  });

  test('with one need that leads back are refused, and the circle named is a real one that goes over that need', () => {
    const withBackEdge = dag.chain(({ steps, needs }) =>
      fc
        .nat(needs.length - 1)
        .chain((from) => fc.constantFrom(...reached(needs, from)).map((to) => ({ steps, from: `s${from}`, to: `s${to}` }))),
    );
    fc.assert(
      fc.property(withBackEdge, ({ steps, from, to }) => {
        const changed = steps.map((each) => (each.name === to ? step(to, [...each.needs, from]) : each));
        const circles = circlesIn(changed);
        expect(circles.length).toBeGreaterThan(0);
        for (const circle of circles) {
          expect(circle.at(-1)).toBe(circle[0]);
          const edges = circle.slice(1).map((need, at) => ({ step: circle[at]!, need }));
          for (const edge of edges) expect(changed.find(({ name }) => name === edge.step)!.needs).toContain(edge.need);
          expect(edges).toContainEqual({ step: to, need: from });
        }
      }),
    );
  });

  test('in two circles that share no step are told both', () => {
    const steps = [step('a', ['b']), step('b', ['a']), step('c', ['d']), step('d', ['e']), step('e', ['c']), step('f', ['a', 'c'])];
    expect(circlesIn(steps)).toEqual([
      ['a', 'b', 'a'],
      ['c', 'd', 'e', 'c'],
    ]);
  });

  test('of which there are as many as there can be are checked in a moment', () => {
    const names = Array.from({ length: 200 }, (_, n) => `s${n}`);
    const started = process.cpuUsage();
    expect(circlesIn(names.map((name) => step(name, names))).length).toBe(200);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});
