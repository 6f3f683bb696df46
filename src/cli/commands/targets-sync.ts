import type { Command } from 'commander';
import { mirrorTargets } from '../../catalog/index.ts';
import type { SyncReport } from '../../catalog/index.ts';
import { TidemarkError } from '../../domain/index.ts';
import { withWorld, workspace } from '../context.ts';
import { number, printJson, printLine } from '../output.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printReport, sumsOf, watchlistNamed } from './targets-import.ts';

interface SyncFlags {
  readonly url: string;
  readonly watchlist: string;
  readonly allowRemovals?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const addTargetsSync = (targets: Command): void => {
  targets
    .command('sync')
    .description('makes a watchlist the image of a JSON list that a service of yours gives')
    .requiredOption('--url <address>', 'where the list is; asked with the key of TIDEMARK_TARGETS_KEY in the header X-API-Key')
    .requiredOption('--watchlist <name>', 'the watchlist; what the list has no more leaves it, and keeps its history')
    .option('--allow-removals', 'also when it would take more than half of the watchlist away')
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--json', 'print as JSON, with every row')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark targets sync --url https://lists.your-domain/streamers.json --watchlist Streamers\n  tidemark targets sync --url https://lists.your-domain/streamers.json --watchlist Streamers --dry-run --json',
    )
    .action(async (flags: SyncFlags, command: Command) => {
      const watchlist = watchlistNamed(flags.watchlist, command);
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      const url = addressOf(flags.url);
      // Loaded only here: the other commands of `targets` need no net.
      const { listAt } = await import('../targets-service.ts');
      const table = await listAt(url, settings);
      await withWorld(settings, globals.world ?? 'real', async ({ store, world }) => {
        const { allowRemovals = false, dryRun = false } = flags;
        const report = await mirrorTargets(store, { workspaceId: workspace, watchlist, table, url, allowRemovals, dryRun });
        if (flags.json)
          return printJson({ world, url, watchlist, dryRun, ...sumsOf(table, report), removed: report.removed, details: report.reports });
        printReport(`the list onto "${watchlist}"`, table, report, dryRun);
        printRemoved(report, watchlist, dryRun);
      });
    });
};

const shownNames = 20;

const printRemoved = ({ removed }: SyncReport, watchlist: string, dryRun: boolean): void => {
  if (removed.length === 0) return;
  const names = removed.slice(0, shownNames).map(({ platform, externalId, label }) => `${platform} ${label ?? externalId}`);
  printLine(
    `${number(removed.length)} ${dryRun ? 'would leave' : 'left'} "${watchlist}"; their history is kept: ${names.join(', ')}${removed.length > shownNames ? ' …' : ''}`,
  );
};

/** A key travels with the request: in the clear only inside this machine. Throws TDM_USAGE. */
const addressOf = (text: string): string => {
  const url = URL.parse(text.trim());
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname));
  if (!isSafe || url.username !== '' || url.hash !== '')
    throw new TidemarkError('TDM_USAGE', {
      problem: '--url takes an https address without a login',
      help: 'tidemark targets sync --help',
    });
  return url.href;
};
