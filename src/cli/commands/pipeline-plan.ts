import type { Command } from 'commander';
import { changedOptions } from '../../catalog/index.ts';
import { previewCollection, resolveSelection, settingValues, unaskable, visitsOf } from '../../collect/index.ts';
import type { StreamPreview } from '../../collect/index.ts';
import type { Json } from '../../domain/index.ts';
import type { StepDefinition } from '../../jobs/index.ts';
import { inOrder } from '../../jobs/index.ts';
import { durationMs, fillParameters, handlerForms, parameterValues, pipelineNamed, pipelinesOf } from '../../pipelines/index.ts';
import { optionValues, sourceOf, streamOf } from '../../sources/index.ts';
import { databaseClock } from '../../store/index.ts';
import type { Store } from '../../store/index.ts';
import { withWorld, workspace } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { duration, number, printJson, printLine, printTable } from '../output.ts';
import { readSourceSettings } from '../source-values.ts';
import { readParameterFlags, several } from './parameter-flags.ts';

/** A step as it would be done. */
interface StepPlan {
  readonly step: string;
  readonly does: string;
  readonly needs: readonly string[];
  readonly pool: string;
  /** Of a collection. */
  readonly streams?: readonly StreamPreview[];
  /** What of it cannot be asked, and the settings that are missing. */
  readonly closed?: readonly { readonly stream: string; readonly settings: readonly string[] }[];
}

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
        const steps: StepPlan[] = [];
        for (const step of inOrder(definition.steps))
          steps.push(await planOf(store, step, fillParameters(step, parameters), world === 'sample'));
        if (flags.json) printJson({ pipeline: name, parameters, steps });
        else print(name, steps);
      });
    });
};

const planOf = async (
  store: Store,
  { name: step, does, needs, pool, timeoutMs }: StepDefinition,
  told: Readonly<Record<string, Json>>,
  simulated: boolean,
): Promise<StepPlan> => {
  if (does !== 'collect') return { step, does, needs, pool };
  const source = sourceOf(String(told['platform']));
  const options = optionValues(source, await changedOptions(store, workspace, source.platform));
  const streams = ([told['streams'] ?? []] as Json[]).flat().map(String);
  const request = {
    workspace,
    streams,
    targets: [],
    watchlist: (told['watchlist'] as string | null | undefined) ?? null,
    visits: visitsOf(told['visits']),
  };
  const selection = await resolveSelection(store, source, request, options);
  const values = settingValues(source, readSourceSettings(source), simulated ? 'simulator' : 'platform');
  const closed = unaskable(
    selection.streams.map((stream) => streamOf(source, stream)),
    values,
  ).filter(({ endpoint }) => endpoint === null);
  const open = { ...selection, streams: selection.streams.filter((stream) => !closed.some((each) => each.stream === stream)) };
  const withinMs = told['spread'] ? durationMs(String(told['spread']))! : timeoutMs;
  const previews = await previewCollection(store, source, open, {
    workspace,
    options,
    values,
    withinMs,
    clock: await databaseClock(store),
  });
  return { step, does, needs, pool, streams: previews, closed: closed.map(({ stream, settings }) => ({ stream, settings })) };
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
