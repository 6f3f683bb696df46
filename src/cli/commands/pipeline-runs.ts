import type { Command } from 'commander';
import { plainText, TidemarkError } from '../../domain/index.ts';
import type { PipelineDefinition, Queue } from '../../jobs/index.ts';
import { cancelRun, createRun, openQueue, rerun } from '../../jobs/index.ts';
import type { Interval } from '../../jobs/index.ts';
import { handlerForms, intervalsOf, intervalUpTo, parameterValues, pipelineNamed, pipelinesOf } from '../../pipelines/index.ts';
import { findPipelineRun } from '../../insight/index.ts';
import { databaseClock } from '../../store/index.ts';
import type { Store } from '../../store/index.ts';
import { markSample, withWorld, workspace } from '../context.ts';
import type { OpenWorld } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { duration, number, printJson, printLine, printTable } from '../output.ts';
import { version } from '../version.ts';
import { readParameterFlags, several } from './parameter-flags.ts';
import { ledgerHooks } from '../events.ts';
import { hasRun } from '../pipeline-control.ts';
import { localText } from '../schedule-outlook.ts';
import { waitText } from '../wait-text.ts';

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark pipelines --help' });

interface Opened {
  readonly store: Store;
  readonly queue: Queue;
  readonly hooks: ReturnType<typeof ledgerHooks>;
}

const withQueue = (globals: GlobalOptions, work: (opened: Opened) => Promise<void>): Promise<void> =>
  withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
    markSample(world);
    await using queue = await openQueue(store);
    await work({ store, queue, hooks: ledgerHooks(await databaseClock(store)) });
  });

/** Adds to `pipelines` what begins, ends and shows runs. */
export const addPipelineRuns = (pipelines: Command): void => {
  pipelines
    .command('run')
    .description('begins a run now; workers do it (tidemark worker, or the running tidemark up)')
    .argument('<name>')
    .option('--param <name=value>', 'a parameter; may be given several times', several, [])
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark pipelines run creators-daily --param watchlist=gifts\n  tidemark pipelines run webtoons-daily --json',
    )
    .action(async (name: string, flags: { param: string[]; json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const definition = await definitionOf(globals, name);
      const parameters = parameterValues(definition, readParameterFlags(flags.param));
      await withQueue(globals, async ({ store, queue, hooks }) => {
        const now = (await databaseClock(store)).now();
        const interval = intervalUpTo(definition, now);
        const request = { workspace, definition, version, interval, parameters, reason: 'person' as const };
        const id = await store.transaction((sql) => createRun(sql, queue, request, hooks));
        if (flags.json) printJson({ run: id, pipeline: name, interval: shownInterval(interval) });
        else printLine(`run ${id} of ${name} is in the queue; see it with: tidemark pipelines runs ${id}`);
      });
    });

  pipelines
    .command('backfill')
    .description('begins a run for each interval of a range of days that has none, behind everything fresh')
    .argument('<name>')
    .requiredOption('--from <day>', 'first day, such as 2026-08-01, in the zone of its schedule')
    .requiredOption('--to <day>', 'last day')
    .option('--param <name=value>', 'a parameter; may be given several times', several, [])
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pipelines backfill prices-hourly --from 2026-08-01 --to 2026-08-03')
    .action(async (name: string, flags: { from: string; to: string; param: string[]; json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const definition = await definitionOf(globals, name);
      const parameters = parameterValues(definition, readParameterFlags(flags.param));
      const intervals = intervalsOf(definition, flags.from, flags.to);
      await withQueue(globals, async ({ store, queue, hooks }) => {
        const runs: string[] = [];
        for (const interval of intervals) {
          const request = { workspace, definition, version, interval, parameters, reason: 'backfill' as const };
          const id = await store.transaction(async (sql) =>
            (await hasRun(sql, name, interval)) ? null : createRun(sql, queue, request, hooks),
          );
          if (id !== null) runs.push(id);
        }
        if (flags.json) printJson({ pipeline: name, intervals: intervals.length, runs });
        else printLine(`${runs.length} runs are in the queue; ${intervals.length - runs.length} of ${intervals.length} intervals had one`);
      });
    });

  pipelines
    .command('runs')
    .description('lists the newest runs, or shows one with its steps')
    .argument('[run]', 'a run, or the name of a pipeline')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark pipelines runs\n  tidemark pipelines runs creators-daily\n  tidemark pipelines runs 12 --json',
    )
    .action(async (which: string | undefined, flags: { limit: string; json?: boolean }, command: Command) => {
      const limit = Number(flags.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
        throw usage(`--limit takes a whole number from 1 to 10,000, not "${flags.limit}"`);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        if (!flags.json) markSample(world);
        if (which !== undefined && /^\d{1,18}$/.test(which)) await showRun({ store, world }, which, flags.json === true);
        else await listRuns(store, which ?? null, limit, flags.json === true);
      });
    });

  pipelines
    .command('cancel')
    .description('ends a run: what waits is taken back, what is under way stops at its next page')
    .argument('<run>')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pipelines cancel 12')
    .action(async (run: string, flags: { json?: boolean }, command: Command) => {
      await withQueue(command.optsWithGlobals<GlobalOptions>(), async ({ store, queue, hooks }) => {
        await cancelRun(store, queue, runOf(run), hooks);
        if (flags.json) printJson({ run, cancelled: true });
        else printLine(`run ${run} ends; see it with: tidemark pipelines runs ${run}`);
      });
    });

  pipelines
    .command('rerun')
    .description('does a run again, for the same interval and with the same parameters')
    .argument('<run>')
    .option('--from <step>', 'only this step and what comes after it')
    .option('--failed', 'only what was not done')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pipelines rerun 12 --failed\n  tidemark pipelines rerun 12 --from kakao')
    .action(async (run: string, flags: { from?: string; failed?: boolean; json?: boolean }, command: Command) => {
      if (flags.from !== undefined && flags.failed) throw usage('--from and --failed exclude each other');
      await withQueue(command.optsWithGlobals<GlobalOptions>(), async ({ store, queue, hooks }) => {
        const choice = {
          runId: runOf(run),
          version,
          failedOnly: flags.failed === true,
          ...(flags.from === undefined ? {} : { from: flags.from }),
        };
        const id = await rerun(store, queue, choice, hooks);
        if (flags.json) printJson({ run: id, repeats: run });
        else printLine(`run ${id} does run ${run} again; see it with: tidemark pipelines runs ${id}`);
      });
    });
};

const runOf = (text: string): string => {
  if (!/^\d{1,18}$/.test(text)) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: text });
  return text;
};

const definitionOf = async (globals: GlobalOptions, name: string): Promise<PipelineDefinition> =>
  pipelineNamed(await pipelinesOf(settingsOf(globals).pipelinesFolder, { handlers: handlerForms }), name).definition;

const shownInterval = ({ start, end }: Interval) => ({ start: new Date(start).toISOString(), end: new Date(end).toISOString() });

interface RunLine {
  readonly id: string;
  readonly pipeline: string;
  readonly reason: string;
  readonly state: string;
  readonly interval_start: Date;
  readonly interval_end: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

const runColumns = 'id::text as id, pipeline, reason, state, interval_start, interval_end, started_at, ended_at, error_code, error_message';

const tookMs = ({ started_at: started, ended_at: ended }: Pick<RunLine, 'started_at' | 'ended_at'>): string =>
  started && ended ? duration(ended.getTime() - started.getTime()) : '';

const listRuns = async (store: Store, pipeline: string | null, limit: number, json: boolean): Promise<void> => {
  const runs = await store.query<RunLine>({
    text: `select ${runColumns} from pipeline_run where $1::text is null or pipeline = $1 order by pipeline_run.id desc limit $2`,
    values: [pipeline, limit],
  });
  if (json) return printJson({ runs });
  printTable(
    ['run', 'pipeline', 'why', 'until', 'state', '#took', 'error'],
    runs.map((run) => [
      ...[run.id, run.pipeline, run.reason, run.interval_end.toISOString().slice(0, 16), run.state, tookMs(run)],
      plainText(run.error_message ?? ''),
    ]),
  );
};

interface StepLine {
  readonly step: string;
  readonly state: string;
  readonly attempts: number;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly error_message: string | null;
  readonly items: string;
  readonly bytes: string;
  readonly outcomes: Readonly<Record<string, number>> | null;
}

const showRun = async ({ store, world }: OpenWorld, id: string, json: boolean): Promise<void> => {
  const [run] = await store.query<RunLine>({ text: `select ${runColumns} from pipeline_run where id = $1`, values: [id] });
  const detail = run && (await findPipelineRun(store, workspace, id));
  if (!detail) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: id });
  const rows = await store.query<StepLine>({
    text: `
      select step, state, attempts, started_at, ended_at, error_message, coalesce(newest.items, 0) as items, coalesce(newest.bytes, 0) as bytes, newest.outcomes
      from pipeline_step left join lateral (
        select items, bytes, outcomes from step_attempt
        where step_attempt.run_id = pipeline_step.run_id and step_attempt.step = pipeline_step.step order by items desc, id desc limit 1
      ) as newest on true
      where run_id = $1 order by place`,
    values: [id],
  });
  const zone = detail.zone ?? 'UTC';
  const steps = rows.map((row) => ({ ...row, wait: detail.steps.find(({ name }) => name === row.step)?.wait ?? null }));
  if (json) return printJson({ ...run, steps });
  printLine(`run ${run.id} of ${run.pipeline} (${run.reason}): ${run.state}`);
  printLine(`about ${localText(run.interval_start.getTime(), zone)} to ${localText(run.interval_end.getTime(), zone)} (${zone})`);
  if (run.error_message) printLine(`${run.error_code}: ${plainText(run.error_message)}`);
  printLine();
  printTable(
    ['step', 'state', '#attempts', '#took', '#items', 'outcomes', 'remark'],
    steps.map((step) => [
      ...[step.step, step.state, String(step.attempts), tookMs(step), number(Number(step.items))],
      Object.entries(step.outcomes ?? {})
        .map(([outcome, count]) => `${outcome} ${number(count)}`)
        .join(', '),
      plainText(step.error_message ?? (step.wait ? waitText(step.wait, { zone, world }) : '')),
    ]),
  );
};
