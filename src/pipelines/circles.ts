import type { PipelineDefinition } from '../jobs/index.ts';
import { cyclesOf } from './cycles.ts';
import type { Problem } from './problem.ts';

/** The step by which a pipeline begins another one. */
const beginner = 'run-pipeline';

const begins = ({ steps }: PipelineDefinition): string[] =>
  steps.flatMap(({ does, with: { pipeline } }) => (does === beginner && typeof pipeline === 'string' ? [pipeline] : []));

/** For each pipeline that is on a circle of pipelines that begin each other, what is wrong with it: its runs would beget runs for ever. */
export const circlesAmong = (definitions: readonly PipelineDefinition[]): ReadonlyMap<string, Problem> => {
  const found = new Map<string, Problem>();
  for (const cycle of cyclesOf(definitions.map((each) => ({ name: each.name, needs: begins(each) })))) {
    const way = [...cycle, cycle[0]].join(' -> ');
    for (const [at, name] of cycle.entries()) {
      const next = cycle[(at + 1) % cycle.length];
      const { steps } = definitions.find((each) => each.name === name)!;
      const step = steps.findIndex(({ does, with: { pipeline } }) => does === beginner && pipeline === next);
      const path = ['steps', step, 'with', 'pipeline'];
      const place = `steps.${steps[step]!.name}.with.pipeline`;
      if (!found.has(name))
        found.set(name, { path, place, line: null, message: `the pipelines begin each other in a circle, for ever: ${way}` });
    }
  }
  return found;
};
