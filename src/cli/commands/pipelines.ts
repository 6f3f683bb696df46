import { relative } from 'node:path';
import type { Command } from 'commander';
import { plainText } from '../../domain/index.ts';
import { isScheduleChanged, listSchedules } from '../../jobs/index.ts';
import type { PipelineDefinition, ScheduleDefinition, StepDefinition } from '../../jobs/index.ts';
import {
  durationText,
  handlerForms,
  invalidPipeline,
  pipelineNamed,
  pipelinesOf,
  problemLine,
  readPipelineFile,
} from '../../pipelines/index.ts';
import type { BrokenPipeline, KnownPipeline } from '../../pipelines/index.ts';
import type { Store } from '../../store/index.ts';
import { withWorld, workspace } from '../context.ts';
import { addPipelinePlan } from './pipeline-plan.ts';
import { addPipelineRuns } from './pipeline-runs.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printJson, printLine, printTable, remark, style } from '../output.ts';

export const addPipelines = (program: Command): void => {
  const pipelines = program
    .command('pipelines')
    .summary('what can run by itself: the shipped pipelines and your own')
    .description(
      'Lists and shows pipelines, the shipped ones and those of your folder (TIDEMARK_PIPELINES), and checks a file before it goes there.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark pipelines\n  tidemark pipelines show webtoons-daily\n  tidemark pipelines check mine.yaml',
    );

  pipelines
    .command('list', { isDefault: true })
    .description('lists pipelines, and the files that cannot be used')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pipelines list\n  tidemark pipelines list --json')
    .action(async (flags: { json?: boolean }, command: Command) => {
      const { pipelinesFolder } = settingsOf(command.optsWithGlobals<GlobalOptions>());
      const { pipelines: known, broken } = await pipelinesOf(pipelinesFolder, { handlers: handlerForms });
      if (flags.json) return printJson({ folder: pipelinesFolder, pipelines: known.map(pipelineJson), broken: broken.map(brokenJson) });
      printTable(
        ['pipeline', 'title', 'when', '#steps', 'from'],
        known.map(({ definition, file, isShipped }) => [
          definition.name,
          plainText(definition.title),
          definition.schedule === null ? 'when it is begun' : whenText(definition.schedule),
          String(definition.steps.length),
          isShipped ? 'shipped' : shown(file),
        ]),
      );
      for (const { file, problems } of broken) for (const problem of problems) remark(plainText(problemLine(shown(file), problem)));
    });

  pipelines
    .command('show')
    .description('shows the steps of a pipeline, its parameters and its schedule')
    .argument('<name>')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pipelines show webtoons-daily\n  tidemark pipelines show webtoons-daily --json')
    .action(async (name: string, flags: { json?: boolean }, command: Command) => {
      const { pipelinesFolder } = settingsOf(command.optsWithGlobals<GlobalOptions>());
      const found = pipelineNamed(await pipelinesOf(pipelinesFolder, { handlers: handlerForms }), name);
      if (flags.json) return printJson(pipelineJson(found));
      printPipeline(found);
    });

  pipelines
    .command('check')
    .description('says everything that is wrong with a pipeline file, each with its line; begins nothing')
    .argument('<file>', '.yaml, .yml or .json')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pipelines check mine.yaml\n  tidemark pipelines check mine.yaml --json')
    .action(async (file: string, flags: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      // A file that says nothing usable waits for no database.
      const first = await readPipelineFile(file, { handlers: handlerForms });
      const { definition, problems, kept } =
        first.definition === null
          ? { ...first, kept: null }
          : await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store }) => {
              const rows = await store.query<{ name: string }>('select name from pool order by name');
              const read = await readPipelineFile(file, { handlers: handlerForms, pools: rows.map((row) => row.name) });
              return { ...read, kept: read.definition && (await keptSchedule(store, read.definition)) };
            });
      if (flags.json)
        printJson({
          ...{ file, name: first.name, usable: definition !== null, problems: problems.map(problemJson) },
          schedule: kept && { isChanged: true, cron: kept.cron, zone: kept.zone },
        });
      else if (definition)
        printLine(
          `${style('green', 'ok')} ${definition.name}: ${definition.steps.length} ${definition.steps.length === 1 ? 'step' : 'steps'}`,
        );
      else for (const problem of problems) printLine(plainText(problemLine(file, problem)));
      if (kept && !flags.json)
        remark(
          `its schedule was changed here and stays ${plainText(`${kept.cron} (${kept.zone})`)}; go by the file again: tidemark schedules follow ${definition!.name}`,
        );
      if (definition) return;
      const error = invalidPipeline(file, problems);
      remark(error.line);
      process.exitCode = error.exitCode;
    });
  addPipelinePlan(pipelines);
  addPipelineRuns(pipelines);
};

/** What the operator has made of a pipeline's own schedule, where that keeps what the file says from holding. */
const keptSchedule = async (store: Store, { name, schedule }: PipelineDefinition): Promise<ScheduleDefinition | null> => {
  const own = (await listSchedules(store, workspace, name)).find((each) => each.name === 'default');
  if (!own || schedule === null || !isScheduleChanged(own)) return null;
  return isScheduleChanged({ definition: own.definition, file: schedule }) ? own.definition : null;
};

/** A file as it is found from here, where that is shorter. */
const shown = (file: string): string => {
  const near = relative(process.cwd(), file);
  return near.length < file.length ? near : file;
};

const whenText = ({ cron, zone, paused }: ScheduleDefinition): string => `${cron} (${zone})${paused ? ', at first paused' : ''}`;

const pipelineJson = ({ definition, file, isShipped }: KnownPipeline) => ({ ...definition, file, isShipped });

const problemJson = ({ line, place, message }: BrokenPipeline['problems'][number]) => ({ line, place, message });

const brokenJson = ({ name, file, problems }: BrokenPipeline) => ({ name, file, problems: problems.map(problemJson) });

const printPipeline = ({ definition, file, isShipped }: KnownPipeline): void => {
  printLine(`${style('bold', definition.name)}: ${plainText(definition.title)}`);
  printLine(`${isShipped ? 'shipped' : 'your own'}: ${shown(file)}`);
  printSchedule(definition);
  printLine();
  printTable(['step', 'does', 'after', 'pool', '#seats', '#retries', '#timeout', 'with'], definition.steps.map(stepRow));
  const parameters = Object.entries(definition.parameters);
  if (parameters.length === 0) return;
  printLine();
  printTable(
    ['parameter', 'type', 'default', 'what it is'],
    parameters.map(([name, spec]) => [
      name,
      spec.type,
      spec.default === null ? '—' : plainText(String(spec.default)),
      plainText(spec.title),
    ]),
  );
};

const printSchedule = ({ schedule }: PipelineDefinition): void => {
  if (schedule === null) return printLine('runs when it is begun');
  const { jitterMs, quiet, catchUp, paused } = schedule;
  const details = [
    jitterMs > 0 && `up to ${durationText(jitterMs)} later`,
    quiet && `not from ${quiet.from} to ${quiet.to}`,
    catchUp !== 'none' && `missed runs are caught up: ${catchUp}`,
    paused && 'at first paused; see: tidemark schedules',
  ].filter(Boolean);
  printLine(`runs at ${[`${schedule.cron} (${schedule.zone})`, ...details].join('; ')}`);
};

const stepRow = ({ name, does, needs, pool, seats, retries, timeoutMs, with: settings }: StepDefinition): string[] => [
  ...[name, does, needs.length === 0 ? '—' : needs.join(', '), pool, String(seats), String(retries), durationText(timeoutMs)],
  plainText(
    Object.entries(settings)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' '),
  ),
];
