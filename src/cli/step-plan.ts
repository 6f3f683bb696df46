import type { StepPlan } from '../api/index.ts';
import { changedOptions } from '../catalog/index.ts';
import { previewCollection, resolveSelection, settingValues, unaskable, visitsOf } from '../collect/index.ts';
import type { Json } from '../domain/index.ts';
import { inOrder } from '../jobs/index.ts';
import type { ParameterValues, PipelineDefinition, StepDefinition } from '../jobs/index.ts';
import { durationMs, fillParameters } from '../pipelines/index.ts';
import { optionValues, sourceOf, streamOf } from '../sources/index.ts';
import { databaseClock } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import { workspace } from './context.ts';
import { readSourceSettings } from './source-values.ts';

/** What a run would do, step by step in their order, with nothing begun. `simulated`: the platforms are. */
export const planRun = async (
  store: Store,
  definition: PipelineDefinition,
  parameters: ParameterValues,
  simulated: boolean,
): Promise<StepPlan[]> => {
  const steps: StepPlan[] = [];
  for (const step of inOrder(definition.steps)) steps.push(await planOf(store, step, fillParameters(step, parameters), simulated));
  return steps;
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
  // Named targets are looked at as they stand: resolving them would watch accounts that nobody watches yet.
  const targets = ([told['targets'] ?? []] as Json[]).flat().map(String);
  const resolved = await resolveSelection(store, source, request, options);
  const selection = targets.length === 0 ? resolved : { ...resolved, targets };
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
