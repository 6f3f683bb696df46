import { Option } from 'commander';
import type { Command } from 'commander';
import { isoOf, plainText, TidemarkError } from '../../domain/index.ts';
import {
  addSchedule,
  changeSchedule,
  comingStarts,
  declareSchedules,
  isScheduleChanged,
  listSchedules,
  pauseSchedule,
  readCatchUp,
  readParameters,
  removeSchedule,
  requireSchedule,
  resumeSchedule,
  scheduleKey,
} from '../../jobs/index.ts';
import type { Schedule, ScheduleDefinition } from '../../jobs/index.ts';
import { durationMs, durationText, pipelineNamed } from '../../pipelines/index.ts';
import type { Pipelines } from '../../pipelines/index.ts';
import type { Store } from '../../store/index.ts';
import { withWorld, workspace } from '../context.ts';
import type { World } from '../context.ts';
import { knownPipelines } from '../known-pipelines.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printJson, printLine, printTable, remark, style } from '../output.ts';
import { localText, outlookOf } from '../schedule-outlook.ts';

interface Flags {
  readonly cron?: string;
  readonly zone?: string;
  readonly jitter?: string;
  readonly quiet?: string;
  readonly catchUp?: string;
  readonly param?: readonly string[];
  readonly name?: string;
  readonly json?: boolean;
}

export const addSchedules = (program: Command): void => {
  const schedules = program
    .command('schedules')
    .summary('when pipelines run by themselves')
    .description(
      'Lists and changes when pipelines run by themselves. A pipeline may have several schedules, each with its own parameters; the one it brings along is named by the pipeline alone. A worker begins what is due.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark schedules\n  tidemark schedules resume webtoons-daily\n  tidemark schedules add webtoons-daily --name mondays --cron "0 7 * * MON" --param watchlist=Mondays\n  tidemark schedules next webtoons-daily/mondays',
    );

  schedules
    .command('list', { isDefault: true })
    .description('lists schedules: when each runs next, and why not')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark schedules list\n  tidemark schedules list --json')
    .action((flags: Flags, command: Command) =>
      withSchedules(command, async ({ store, world, pipelines }) => {
        const all = await listSchedules(store, workspace);
        const known = new Set(pipelines.pipelines.map(({ definition }) => definition.name));
        const rows = all.map((schedule) => ({ schedule, outlook: outlookOf(schedule, Date.now(), known.has(schedule.pipeline)) }));
        if (flags.json)
          return printJson({ world, schedules: rows.map(({ schedule, outlook }) => ({ ...scheduleJson(schedule), ...outlook })) });
        if (rows.length === 0)
          return printLine('No pipeline has a schedule. Add one with: tidemark schedules add PIPELINE --cron "0 9 * * *"');
        printTable(
          ['schedule', 'cron', 'zone', 'next', 'remark'],
          rows.map(({ schedule, outlook: { nextAt, remark: why } }) => [
            shortKey(schedule),
            ...[plainText(schedule.definition.cron), plainText(schedule.definition.zone)],
            nextAt === null ? '—' : localText(nextAt, schedule.definition.zone),
            plainText([why, changedText(schedule)].filter((part) => part !== null).join('; ')),
          ]),
        );
      }),
    );

  withDefinition(schedules.command('add'))
    .description('adds a schedule to a pipeline; it begins from now')
    .argument('<pipeline>')
    .option('--name <name>', 'how it is called, when the pipeline has several', 'default')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark schedules add prices-hourly --name keyboards --cron "15 * * * *" --jitter 5m --param watchlist=Keyboards\n  tidemark schedules add creators-daily --name night --cron "0 3 * * *" --quiet 01:00-05:00 --catch-up last',
    )
    .action((name: string, flags: Flags, command: Command) =>
      withSchedules(command, async ({ store, world, pipelines }) => {
        if (flags.cron === undefined) throw usage('--cron says when it runs', 'add');
        const { definition: pipeline } = pipelineNamed(pipelines, name);
        const definition = {
          ...{ cron: flags.cron, zone: 'Asia/Seoul', jitterMs: 0, quiet: null, catchUp: 'none' as const },
          ...changeOf(flags),
        };
        const parameters = readParameters(pipeline, flags.param ?? []);
        const added = await addSchedule(store, { workspaceId: workspace, pipeline, name: flags.name!, definition, parameters });
        tell(flags, world, added, 'added');
      }),
    );

  withDefinition(schedules.command('change'))
    .description('changes a schedule; a new line or zone counts from now')
    .argument('<name>', nameHelp)
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark schedules change webtoons-daily --cron "30 8 * * *"\n  tidemark schedules change prices-hourly --quiet none --catch-up 3',
    )
    .action((key: string, flags: Flags, command: Command) =>
      withSchedules(command, async ({ store, world, pipelines }) => {
        const definition = changeOf(flags);
        if (Object.keys(definition).length === 0 && flags.param === undefined) throw usage('there is nothing to change', 'change');
        await find(store, key);
        const { definition: pipeline } = pipelineNamed(pipelines, key.split('/')[0]!);
        const parameters = readParameters(pipeline, flags.param ?? []);
        tell(flags, world, await changeSchedule(store, { workspaceId: workspace, key, pipeline, definition, parameters }), 'changed');
      }),
    );

  schedules
    .command('follow')
    .description("lets a pipeline's own schedule go by its file again, as before it was changed here")
    .argument('<name>', 'the pipeline')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark schedules follow webtoons-daily')
    .action((key: string, flags: Flags, command: Command) =>
      withSchedules(command, async ({ store, world, pipelines }) => {
        const { name } = await find(store, key);
        const { definition: pipeline } = pipelineNamed(pipelines, key.split('/')[0]!);
        const { schedule: definition } = pipeline;
        if (definition === null || name !== 'default') throw usage(`no file says anything of the schedule ${key}`, 'follow');
        tell(flags, world, await changeSchedule(store, { workspaceId: workspace, key, pipeline, definition, file: definition }), 'changed');
      }),
    );

  const verbs = [
    { verb: 'pause', done: 'paused', does: 'plans nothing of it until it is resumed; runs under way go on', act: pauseSchedule },
    { verb: 'resume', done: 'resumed', does: 'lets it go on; what fell into the pause is caught up by its policy', act: resumeSchedule },
  ] as const;
  for (const { verb, done, does, act } of verbs)
    schedules
      .command(verb)
      .description(does)
      .argument('<name>', nameHelp)
      .option('--json', 'print as JSON')
      .addHelpText('after', `\nExamples:\n  tidemark schedules ${verb} webtoons-daily\n  tidemark schedules ${verb} webtoons-daily/mondays`)
      .action((key: string, flags: Flags, command: Command) =>
        withSchedules(command, async ({ store, world }) => tell(flags, world, await act(store, { workspaceId: workspace, key }), done)),
      );

  schedules
    .command('remove')
    .description('removes a schedule; its runs stay')
    .argument('<name>', nameHelp)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark schedules remove webtoons-daily/mondays')
    .action((key: string, flags: Flags, command: Command) =>
      withSchedules(command, async ({ store, world, pipelines }) => {
        const own = pipelines.pipelines.find(({ definition }) => definition.name === key.split('/')[0]);
        await removeSchedule(store, { workspaceId: workspace, key, isOwn: (own?.definition.schedule ?? null) !== null });
        if (flags.json) return printJson({ world, removed: key });
        printLine(`${style('green', 'removed')} ${key}; its runs are kept`);
      }),
    );

  schedules
    .command('next')
    .description('shows the coming 10 starts of a schedule, and which time each run is about')
    .argument('<name>', nameHelp)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark schedules next webtoons-daily\n  tidemark schedules next webtoons-daily/mondays --json')
    .action((key: string, flags: Flags, command: Command) =>
      withSchedules(command, async ({ store, world }) => {
        const schedule = await find(store, key);
        const { zone } = schedule.definition;
        const starts = comingStarts(schedule, Date.now(), 10);
        const both = (instant: number) => ({ local: localText(instant, zone), utc: isoOf(instant) });
        if (flags.json)
          return printJson({
            ...{ world, schedule: scheduleKey(schedule), zone, isPaused: schedule.pausedAt !== null },
            starts: starts.map(({ at, isQuiet, interval: { start, end } }) => ({
              at: both(at),
              interval: { start: both(start), end: both(end) },
              isQuiet,
            })),
          });
        if (schedule.pausedAt !== null) remark(`${shortKey(schedule)} is paused: none of these begins before it is resumed`);
        printTable(
          [`starts (${zone})`, 'UTC', 'about the time from', 'to', ''],
          starts.map(({ at, isQuiet, interval: { start, end } }) => [
            ...[localText(at, zone), isoOf(at).slice(0, 19), localText(start, zone), localText(end, zone)],
            isQuiet ? 'after quiet hours' : '',
          ]),
        );
      }),
    );
};

const nameHelp = 'PIPELINE/NAME, or PIPELINE for its own schedule';

const withDefinition = (command: Command): Command =>
  command
    .option('--cron <line>', 'five fields, or six with seconds first; see docs/how-to/schedules.md')
    .option('--zone <zone>', 'whose clock it goes by (default: Asia/Seoul)')
    .option('--jitter <duration>', 'delays each start by up to so much, such as 10m')
    .option('--quiet <from-to>', 'local times between which nothing starts, such as 23:00-07:00; or none')
    .option('--catch-up <policy>', 'what is done about missed runs: none, last, all, or how many of the newest')
    .addOption(new Option('--param <name=value>', 'a parameter of its runs; may be given several times').argParser(several));

const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** What the flags say of the definition. Whether it can be used is checked where it is written. */
const changeOf = ({ cron, zone, jitter, quiet, catchUp }: Flags): Partial<ScheduleDefinition> => ({
  ...(cron === undefined ? {} : { cron }),
  ...(zone === undefined ? {} : { zone }),
  ...(jitter === undefined ? {} : { jitterMs: jitterOf(jitter) }),
  ...(quiet === undefined ? {} : { quiet: quietOf(quiet) }),
  ...(catchUp === undefined ? {} : { catchUp: readCatchUp(catchUp) }),
});

const jitterOf = (text: string): number => {
  const ms = text === '0' ? 0 : durationMs(text);
  if (ms === null) throw usage(`--jitter takes a duration such as 10m or 1h30m, not "${text}"`, 'add');
  return ms;
};

const quietOf = (text: string): ScheduleDefinition['quiet'] => {
  if (text === 'none') return null;
  const [from, to, ...more] = text.split('-').map((part) => part.trim());
  if (from === undefined || to === undefined || more.length > 0)
    throw usage(`--quiet takes two times such as 23:00-07:00, not "${text}"`, 'add');
  return { from, to };
};

const usage = (problem: string, command: string): TidemarkError =>
  new TidemarkError('TDM_USAGE', { problem, help: `tidemark schedules ${command} --help` });

interface Opened {
  readonly store: Store;
  readonly world: World;
  readonly pipelines: Pipelines;
}

/** Opens the database; schedules that pipelines bring along and that nobody has seen yet are written first. */
const withSchedules = (command: Command, work: (opened: Opened) => Promise<void>): Promise<void> => {
  const globals = command.optsWithGlobals<GlobalOptions>();
  const settings = settingsOf(globals);
  return withWorld(settings, globals.world ?? 'real', async ({ store, world }) => {
    const pipelines = await knownPipelines(store, settings);
    const definitions = pipelines.pipelines.map(({ definition }) => definition);
    const { invalid } = await declareSchedules(store, definitions, { workspaceId: workspace });
    for (const { error } of invalid) remark(error.line);
    for (const { name } of pipelines.broken) remark(`the pipeline ${name} cannot be used; see: tidemark pipelines list`);
    await work({ store, world, pipelines });
  });
};

const find = (store: Store, key: string): Promise<Schedule> => store.transaction((sql) => requireSchedule(sql, workspace, key));

/** `webtoons-daily` for a pipeline's own schedule, as people type it. */
const shortKey = (schedule: Schedule): string => scheduleKey(schedule).replace(/\/default$/, '');

/** Why an edit of the file changes nothing. */
const changedText = (schedule: Schedule): string | null =>
  isScheduleChanged(schedule)
    ? `changed here: its file says ${schedule.file!.cron} (${schedule.file!.zone}); go by it again: tidemark schedules follow ${schedule.pipeline}`
    : null;

const scheduleJson = ({ pipeline, name, definition, parameters, pausedAt, file }: Schedule) => ({
  ...{ pipeline, name, ...definition, parameters, file, isChanged: isScheduleChanged({ definition, file }) },
  pausedAt: pausedAt === null ? null : isoOf(pausedAt),
});

const tell = (flags: Flags, world: World, schedule: Schedule, done: string): void => {
  const outlook = outlookOf(schedule, Date.now(), true);
  if (flags.json) return printJson({ world, ...scheduleJson(schedule), ...outlook });
  const { cron, zone, jitterMs, quiet, catchUp } = schedule.definition;
  const details = [
    `${cron} (${zone})`,
    jitterMs > 0 && `up to ${durationText(jitterMs)} later`,
    quiet && `not from ${quiet.from} to ${quiet.to}`,
    `missed runs: ${catchUp}`,
    ...Object.entries(schedule.parameters).map(([name, value]) => `${name}=${value}`),
  ].filter((part) => typeof part === 'string');
  printLine(`${style('green', done)} ${shortKey(schedule)}: ${plainText(details.join('; '))}`);
  if (schedule.nextAt !== null && schedule.nextAt <= Date.now()) printLine('      at once: what fell due meanwhile is caught up');
  else if (outlook.nextAt !== null) printLine(`      next: ${localText(outlook.nextAt, zone)} (${isoOf(outlook.nextAt)})`);
};
