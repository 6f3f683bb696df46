import type { Command } from 'commander';
import { changedOptions } from '../../catalog/index.ts';
import type { TargetOutlook, VisitOutlook } from '../../collect/index.ts';
import { plainText, TidemarkError } from '../../domain/index.ts';
import { databaseClock } from '../../store/index.ts';
import { markSample, withWorld, workspace } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { number, printJson, printLine, printTable } from '../output.ts';
import { readSourceSettings } from '../source-values.ts';

interface VisitFlags {
  readonly visits?: string;
  readonly watchlist?: string;
  readonly target: string[];
  readonly limit: string;
  readonly json?: boolean;
}

/** Adds `targets visits`: whom a collection with a number of visits would visit, whom it leaves for later, and why. */
export const addTargetsVisits = (targets: Command): void => {
  targets
    .command('visits')
    .description(
      'says how often each target is visited where a collection has a number of visits, when last, when next, and why; begins nothing',
    )
    .argument('<platform>')
    .option('--visits <n|auto>', 'visits of one collection (default: those of the last one)')
    .option('--watchlist <name>', 'only what is on this watchlist, as in that collection')
    .option(
      '--target <id>',
      'only this target, by its id or name; may be given several times',
      (value, all: string[]) => [...all, value],
      [],
    )
    .option('--limit <n>', 'how many are shown, whoever is next first', '30')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark targets visits twitch --visits 1500\n  tidemark targets visits twitch --watchlist Streamers --target @somebody --json',
    )
    .action(async (platform: string, flags: VisitFlags, command: Command) => {
      // Loaded here: other commands of targets wait for no schemas of platforms.
      const { optionValues, sourceOf } = await import('../../sources/index.ts');
      const { lastVisits, resolveSelection, settingValues, visitOutlook, visitsOf } = await import('../../collect/index.ts');
      const source = sourceOf(platform);
      const limit = Number(flags.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100_000)
        throw usage(`--limit takes a whole number from 1 to 100,000, not "${flags.limit}"`);
      const given = visitsOf(flags.visits);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const { watchlist = null } = flags;
        const [last] = given === null ? await store.query<{ visits: unknown }>(lastVisits(workspace, source.platform, watchlist)) : [];
        const visits = given ?? visitsOf(last?.visits);
        if (visits === null)
          throw usage(`no collection of ${source.platform} was given a number of visits yet; say how many with --visits`);
        const options = optionValues(source, await changedOptions(store, workspace, source.platform));
        const selection = {
          ...(await resolveSelection(store, source, { workspace, streams: [], targets: [], watchlist, visits }, options)),
          visits,
        };
        const values = settingValues(source, readSourceSettings(source), world === 'sample' ? 'simulator' : 'platform');
        const clock = await databaseClock(store);
        const outlook = await visitOutlook(store, source, selection, { workspace, options, values, clock, limit, ids: flags.target });
        if (flags.json) return printJson({ world, platform: source.platform, ...outlook, shown: outlook.shown.map(rowJson) });
        markSample(world);
        print(outlook);
      });
    });
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark targets visits --help' });

const instantOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const rowJson = (row: TargetOutlook) => ({ ...row, visitedAt: instantOf(row.visitedAt) });

const days = (count: number): string => (count < 1.5 ? 'day' : `${count.toFixed(count < 9.95 ? 1 : 0)} days`);

const reasons = {
  new: 'now: never visited',
  floor: 'now: longest allowed',
  turn: 'now: latest by the plan',
  all: 'now: all are visited',
} as const;

const print = ({ targets, visits, intervalDays, floorDays, isFloorMet, shown }: VisitOutlook): void => {
  const each = isFloorMet
    ? `each at least once in ${floorDays} days`
    : `too few for each within ${floorDays} days: all are visited equally seldom`;
  printLine(
    `a collection about every ${days(intervalDays)} visits ${visits === null ? 'all' : number(visits)} of ${number(targets)} targets${visits === null ? '' : `, ${each}`}`,
  );
  printLine();
  printTable(
    ['id', 'name', 'visited every', 'last', 'next'],
    shown.map(({ id, name, everyDays, visitedAt, reason, inDays }) => [
      ...[plainText(id), plainText(name ?? '')],
      days(everyDays),
      instantOf(visitedAt)?.slice(0, 16).replace('T', ' ') ?? 'never',
      reason === null ? `in about ${inDays < 1.5 ? 'a ' : ''}${days(inDays)}` : reasons[reason],
    ]),
  );
};
