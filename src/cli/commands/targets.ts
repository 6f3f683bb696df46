import type { Command } from 'commander';
import { addTargets as watch, listTargets, listWatchlists, removeTarget } from '../../catalog/index.ts';
import { TidemarkError } from '../../domain/index.ts';
import { keywordOf } from '../../sources/index.accounts.ts';
import type { Source } from '../../sources/index.ts';
import { markSample, withWorld, workspace } from '../context.ts';
import { number, printJson, printLine, printTable, style } from '../output.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { addTargetsExport } from './targets-export.ts';
import { addTargetsImport } from './targets-import.ts';
import { addTargetsSync } from './targets-sync.ts';
import { addTargetsVisits } from './targets-visits.ts';

// Loaded by the commands that need it: an import knows accounts without the schemas of all platforms.
const loadSources = () => import('../../sources/index.ts');

export const addTargets = (program: Command): void => {
  const targets = program
    .command('targets')
    .summary('what is watched')
    .description(
      'Lists and changes what is watched. A target belongs to watchlists; the target * stands for everything the platform lists.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark targets list\n  tidemark targets add naver-webtoon 700100 --watchlist "Monday favourites"\n  tidemark targets remove naver-webtoon 700100\n  tidemark targets import streamers.xlsx --watchlist Streamers',
    );

  targets
    .command('list', { isDefault: true })
    .description('lists watchlists and targets')
    .addHelpText('after', '\nExamples:\n  tidemark targets list\n  tidemark targets list --watchlist "Monday favourites" --json')
    .option('--watchlist <name>', 'only this watchlist')
    .option('--platform <platform>', 'only this platform')
    .option('--unresolved', 'only accounts that have not been met yet: not asked for, or not found')
    .option('--json', 'print as JSON')
    .action(async (options: { watchlist?: string; platform?: string; unresolved?: boolean; json?: boolean }, command: Command) => {
      const platform = options.platform === undefined ? undefined : (await loadSources()).sourceOf(options.platform).platform;
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const watchlists = await listWatchlists(store, workspace);
        const list = await listTargets(store, {
          workspaceId: workspace,
          ...(platform === undefined ? {} : { platform }),
          ...(options.watchlist === undefined ? {} : { watchlist: options.watchlist }),
          ...(options.unresolved === undefined ? {} : { unresolved: options.unresolved }),
        });
        if (options.json) return printJson({ world, watchlists, targets: list });
        markSample(world);
        if (options.unresolved && list.length === 0) return printLine('Every account that is watched has been met.');
        if (watchlists.length === 0 && list.length === 0)
          return printLine('Nothing is watched by name yet: a collection without --target reads everything the platform lists.');
        printTable(
          ['watchlist', '#targets'],
          watchlists.map((each) => [each.name, number(each.targets)]),
        );
        printLine();
        printTable(
          ['platform', 'kind', 'id', 'label', 'state', 'tags', 'watchlists'],
          list.map((each) => [
            each.platform,
            each.kind,
            each.externalId,
            each.label ?? '',
            each.state,
            each.tags.join(', '),
            each.watchlists.join(', '),
          ]),
        );
      });
    });

  targets
    .command('add')
    .description('adds targets by the ids the platform gives them')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark targets add naver-webtoon 700100 758037\n  tidemark targets add naver-webtoon 700100 --watchlist "Monday favourites"\n  tidemark targets add naver-shopping "무선 키보드" --watchlist Keyboards\n  tidemark targets add naver-webtoon \'*\' --watchlist Everything',
    )
    .argument('<platform>')
    .argument('<id...>', 'ids, or * for everything')
    .option('--watchlist <name>', 'the watchlist to put them on; made when it does not exist')
    .option('--kind <kind>', 'what they are (default: what the platform is about)')
    .option('--json', 'print as JSON')
    .action(async (name: string, ids: string[], options: { watchlist?: string; kind?: string; json?: boolean }, command: Command) => {
      const { sourceOf, watchedKinds } = await loadSources();
      const source = sourceOf(name);
      const kind = options.kind ?? kindAbout(source);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        const isWord = (watchedKinds as readonly string[]).includes(kind);
        const idOf = (text: string): string => (isWord ? wordOf(kind, text) : (kind === 'channel' && source.accountOf?.(text)) || text);
        const chosen = ids.map((text) => ({ platform: source.platform, kind, externalId: idOf(text) }));
        const { added } = await watch(store, { workspaceId: workspace, targets: chosen, watchlist: options.watchlist });
        if (options.json) return printJson({ world, added, known: ids.length - added });
        printLine(
          `${style('green', 'added')} ${number(added)} targets${added < ids.length ? `, ${number(ids.length - added)} were known` : ''}`,
        );
      });
    });

  targets
    .command('remove')
    .description('stops watching a target; what was collected stays')
    .addHelpText('after', '\nExamples:\n  tidemark targets remove naver-webtoon 700100')
    .argument('<platform>')
    .argument('<id>')
    .option('--json', 'print as JSON')
    .action(async (name: string, id: string, options: { json?: boolean }, command: Command) => {
      const { platform } = (await loadSources()).sourceOf(name);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        await removeTarget(store, { workspaceId: workspace, platform, externalId: id });
        if (options.json) return printJson({ world, removed: id });
        printLine(`${style('green', 'removed')} ${id}; its history is kept`);
      });
    });

  addTargetsImport(targets);
  addTargetsExport(targets);
  addTargetsSync(targets);
  addTargetsVisits(targets);
};

/** What a platform is about: what its first stream asks about, or what it finds where it reads the platform's own lists. */
const kindAbout = ({ streams: [first] }: Source): string => (first!.target.kind === 'listing' ? first!.kind : first!.target.kind);

/** A search word as it is kept. Throws TDM_USAGE for a blank one. */
const wordOf = (kind: string, text: string): string => {
  const word = keywordOf(text);
  if (word === null)
    throw new TidemarkError('TDM_USAGE', { problem: `a blank ${kind} finds nothing`, help: 'tidemark targets add --help' });
  return word;
};
