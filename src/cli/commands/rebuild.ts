import type { Command } from 'commander';
import { rebuild } from '../../collect/index.ts';
import type { DayRange, RebuildEvent, RebuildReport, RowChanges } from '../../collect/index.ts';
import { isDay, systemClock, TidemarkError } from '../../domain/index.ts';
import { refreshSeriesTotals } from '../../insight/index.ts';
import type { FrameReader } from '../../lake/index.ts';
import { sourceOf, sources, streamOf } from '../../sources/index.ts';
import type { Source } from '../../sources/index.ts';
import type { Store } from '../../store/index.ts';
import { markSample, withWorld } from '../context.ts';
import { openFrames } from '../lake.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { duration, errorJson, number, printJson, printLine, remark, style } from '../output.ts';

interface RebuildFlags {
  readonly platform?: string;
  readonly stream: string[];
  readonly days?: string;
  readonly json?: boolean;
}

/** What of one platform is to be rebuilt; null streams stand for all. */
interface Part {
  readonly source: Source;
  readonly streams: string[] | null;
}

const several = (value: string, before: string[]): string[] => [...before, value];

export const addRebuild = (program: Command): void => {
  program
    .command('rebuild')
    .summary("make rows anew from raw answers with today's parsers")
    .description(
      "Makes records, observations and quarantine anew from the raw answers that were kept, with today's parsers. Nobody is asked. A rebuild that finds nothing new changes nothing; one that was ended early is begun again by the same command.",
    )
    .option('--platform <platform>', 'only this platform (see: tidemark sources)')
    .option('--stream <name>', 'only this stream, as titles or naver-webtoon/titles; may be given several times', several, [])
    .option('--days <range>', 'only runs of these days, as 2026-11-01..2026-11-21 or 2026-11-21')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark rebuild\n  tidemark rebuild --platform kakao-webtoon\n  tidemark rebuild --stream naver-webtoon/episodes --days 2026-11-01..2026-11-21',
    )
    .action(async (flags: RebuildFlags, command: Command) => {
      const days = flags.days === undefined ? null : daysOf(flags.days);
      const parts = partsOf(flags);
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      await withWorld(settings, globals.world, async ({ store, world }) => {
        await using frames = openFrames(store, settings, world);
        const show = flags.json || !process.stderr.isTTY ? () => undefined : showProgress();
        const reports = await rebuildParts(store, frames, parts, days, show);
        const error = incomplete(reports);
        if (flags.json) printJson({ world, platforms: reports, error: error ? errorJson(error) : null });
        else {
          markSample(world);
          reports.forEach(print);
        }
        if (!error) return;
        remark(error.line);
        process.exitCode = error.exitCode;
      });
    });
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark rebuild --help' });

/** Throws TDM_USAGE. */
const daysOf = (text: string): DayRange => {
  const [from = '', to = from, ...rest] = text.split('..');
  if (rest.length > 0 || !isDay(from) || !isDay(to))
    throw usage(`--days takes days of the calendar, as 2026-11-01..2026-11-21, not "${text}"`);
  if (from > to) throw usage(`--days ends before it begins: "${text}"`);
  return { from, to };
};

/** Which platforms and streams the flags mean. Throws TDM_PLATFORM_UNKNOWN, TDM_STREAM_UNKNOWN, TDM_USAGE. */
const partsOf = ({ platform, stream: names }: RebuildFlags): Part[] => {
  const chosen = platform === undefined ? null : sourceOf(platform);
  if (names.length === 0) return (chosen ? [chosen] : sources).map((source) => ({ source, streams: null }));
  const streams = new Map<Source, Set<string>>();
  for (const name of names) {
    const [before, after] = name.split('/', 2) as [string, string?];
    const of = after === undefined ? null : sourceOf(before);
    if (of && chosen && of !== chosen) throw usage(`--stream ${name} is not of --platform ${platform}`);
    const stream = after ?? before;
    const owner = of ?? chosen;
    const owners = owner ? [owner] : sources.filter((source) => source.streams.some((each) => each.name === stream));
    // Nobody has it: told with the names that somebody has.
    if (owners.length === 0) throw unknownStream(stream);
    for (const source of owners) streams.set(source, (streams.get(source) ?? new Set<string>()).add(streamOf(source, stream).name));
  }
  return [...streams].map(([source, chosenStreams]) => ({ source, streams: [...chosenStreams] }));
};

const unknownStream = (stream: string): TidemarkError => {
  const known = sources.flatMap((source) => source.streams.map(({ name }) => `${source.platform}/${name}`));
  return new TidemarkError('TDM_STREAM_UNKNOWN', { platform: 'no platform here', stream, known: known.join(', ') });
};

/** One platform after the other. A platform that holds nothing of what was chosen is passed over, unless none holds any. */
const rebuildParts = async (
  store: Store,
  frames: FrameReader,
  parts: readonly Part[],
  days: DayRange | null,
  onEvent: (event: RebuildEvent) => void,
): Promise<RebuildReport[]> => {
  const reports: RebuildReport[] = [];
  let nothing: unknown = null;
  for (const { source, streams } of parts) {
    try {
      reports.push(await rebuild({ store, source, frames, choice: { streams, days }, clock: systemClock, onEvent }));
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.code !== 'TDM_RAW_NONE') throw error;
      nothing ??= error;
      continue;
    }
    await refreshTotals(store, source);
  }
  if (reports.length === 0) throw nothing;
  return reports;
};

/** The sums of runs that changed are made anew in one transaction, so that a curve has no hole meanwhile. */
const refreshTotals = (store: Store, { platform }: Source): Promise<unknown> =>
  store.transaction(async (sql) => {
    await sql.query({
      text: `
        delete from series_run_total where platform = $1
          and run_id in (select id from run where platform = $1 and not exists (select from run_total where run_total.run_id = run.id))`,
      values: [platform],
    });
    await refreshSeriesTotals(sql, platform, systemClock);
  });

/** Ends with a failure when something stayed as it was because it could not be read. */
const incomplete = (reports: readonly RebuildReport[]): TidemarkError | null => {
  const damaged = reports.flatMap((report) => report.damaged);
  const [first] = damaged;
  if (!first) return null;
  return new TidemarkError('TDM_REBUILD_INCOMPLETE', { frames: damaged.length, first: `${first.frame}: ${first.reason}` });
};

const words = { reading: 'reading raw answers', merging: 'reading what else the records come from', records: 'writing records' } as const;

/** One line that is written over and over. */
const showProgress = () => {
  let shown = '';
  return ({ type, platform, done, total }: RebuildEvent): void => {
    const share = total === 0 ? 100 : Math.floor((done / total) * 100);
    const line = `${platform}: ${words[type]} ${share}% (${number(done)} of ${number(total)})`;
    if (line === shown) return;
    shown = line;
    process.stderr.write(`\r\u001b[K${line}${type === 'records' && done === total ? '\r\u001b[K' : ''}`);
  };
};

const changesText = (name: string, { rows, added, changed, removed }: RowChanges): string => {
  const changes = [added && `${number(added)} new`, changed && `${number(changed)} changed`, removed && `${number(removed)} removed`];
  return `  ${number(rows)} ${name}: ${changes.filter(Boolean).join(', ') || 'all as they were'}`;
};

const print = (report: RebuildReport): void => {
  const { platform, parserVersion, frames, exchanges, exchangesChanged, durationMs } = report;
  printLine(
    `${style('bold', platform)}  parser ${parserVersion}: ${number(exchanges)} answers in ${number(frames)} frames read in ${duration(durationMs)}`,
  );
  printLine(changesText('records', report.records));
  printLine(changesText('observations', report.observations));
  printLine(changesText('misfits', report.misfits));
  if (exchangesChanged > 0) printLine(`  ${number(exchangesChanged)} answers are read otherwise than before`);
  for (const [name, answers] of Object.entries(report.unread))
    printLine(style('yellow', `  ${number(answers)} answers of ${name} have no parser any more; their rows stay as they were`));
  for (const { frame, run, stream, exchanges: answers, reason } of report.damaged)
    printLine(style('yellow', `  frame ${frame} (run ${run}, ${stream}, ${number(answers)} answers) is damaged: ${reason}`));
};
