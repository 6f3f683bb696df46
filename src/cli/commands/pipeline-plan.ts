import type { Command } from 'commander';
import type { StepPlan } from '../../api/index.ts';
import { handlerForms, parameterValues, pipelineNamed, pipelinesOf } from '../../pipelines/index.ts';
import { withWorld } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { duration, number, printJson, printLine, printTable } from '../output.ts';
import { planRun } from '../step-plan.ts';
import { readParameterFlags, several } from './parameter-flags.ts';

/** Adds `pipelines plan`: what a run would do, with nothing begun. */
export const addPipelinePlan = (pipelines: Command): void => {
  pipelines
    .command('plan')
    .description('says what a run would do: steps in their order, requests, quota and the least time they take; begins nothing')
    .argument('<name>')
    .option('--param <name=value>', 'a parameter; may be given several times', several, [])
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark pipelines plan creators-daily --param watchlist=gifts\n  tidemark pipelines plan webtoons-daily --json',
    )
    .action(async (name: string, flags: { param: string[]; json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      const { definition } = pipelineNamed(await pipelinesOf(settings.pipelinesFolder, { handlers: handlerForms }), name);
      const parameters = parameterValues(definition, readParameterFlags(flags.param));
      await withWorld(settings, globals.world ?? 'real', async ({ store, world }) => {
        const steps = await planRun(store, definition, parameters, world === 'sample');
        if (flags.json) printJson({ pipeline: name, parameters, steps });
        else print(name, steps);
      });
    });
};

const print = (name: string, steps: readonly StepPlan[]): void => {
  printLine(`a run of ${name} would do ${steps.length} steps, in this order; nothing was begun`);
  printLine();
  printTable(
    ['step', 'does', 'after', 'pool'],
    steps.map(({ step, does, needs, pool }) => [step, does, needs.join(', ') || '—', pool]),
  );
  for (const { step, streams = [], closed = [] } of steps) {
    if (streams.length > 0) {
      printLine();
      printTable(
        [step, '#targets', '#requests', '', '#quota', 'lane', '#at least'],
        streams.map(({ stream, targets, calls, by, units, lane, paceMs }) => [
          ...[stream, number(targets), number(calls), by === 'least' ? 'at least' : 'as last time', number(units), lane, duration(paceMs)],
        ]),
      );
    }
    for (const { stream, settings } of closed) printLine(`${step}: ${stream} cannot be asked without ${settings.join(' and ')}`);
  }
};
