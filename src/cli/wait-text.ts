import type { Wait } from '../insight/index.ts';
import { localText } from './schedule-outlook.ts';
import type { World } from './context.ts';

/** Why a step that could be done is not under way, in one line. Instants are told in `zone`. */
export const waitText = (wait: Wait, { zone, world }: { readonly zone: string; readonly world: World }): string => {
  switch (wait.for) {
    case 'needs':
      return `behind ${wait.steps.map(({ name, state }) => `${name} (${state})`).join(', ')}`;
    case 'later':
      return `goes on at ${localText(wait.at.getTime(), zone)}${wait.because ? `: ${wait.because.message}` : ''}`;
    case 'slot': {
      const holders = wait.holders.map(({ pipeline, runId, step }) => `${pipeline} ${runId}/${step}`);
      return wait.slots === 0
        ? `the pool ${wait.pool} has no slots: tidemark pools set ${wait.pool} 1`
        : `the ${wait.slots} of the pool ${wait.pool} are taken by ${holders.join(', ')}`;
    }
    case 'version':
      return `begun by version ${wait.version}, and the workers have ${wait.workers.join(', ')}`;
    case 'worker':
      return `no worker takes it; start one: tidemark worker${world === 'sample' ? ' --sample' : ''}`;
    case 'turn':
      return 'the next free worker takes it';
  }
};
