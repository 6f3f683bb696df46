import type { Command } from 'commander';
import { isoOf, systemClock, TidemarkError } from '../../domain/index.ts';
import { createLanes } from '../../net/index.ts';
import type { LaneReport, Lanes } from '../../net/index.ts';
import { sources } from '../../sources/index.ts';
import type { Store } from '../../store/index.ts';
import { markSample, withWorld } from '../context.ts';
import type { World } from '../context.ts';
import { lanesFor } from '../network.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { number, printJson, printLine, printTable, style } from '../output.ts';

export const addLanes = (program: Command): void => {
  const lanes = program
    .command('lanes')
    .summary('how politely each platform is asked, and what is being waited for')
    .description('Lists lanes with pace, concurrency, budget and every wait explained; changes them; records why a host may be read.')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark lanes\n  tidemark lanes set naver-webtoon --interval 500 --concurrency 2\n  tidemark lanes allow comic.naver.com --reason "written consent of 2026-11-02, file 17"',
    );

  lanes
    .command('list', { isDefault: true })
    .description('lists lanes')
    .addHelpText('after', '\nExamples:\n  tidemark lanes list\n  tidemark lanes list --json')
    .option('--json', 'print as JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const report = await withLanes(store, world, (all) => all.report());
        const permissions = await store.query<{ host: string; reason: string; allowed_at: Date }>(
          'select host, reason, allowed_at from host_permission order by host',
        );
        if (options.json) return printJson({ world, lanes: report, permissions });
        markSample(world);
        printTable(['lane', '#apart', '#at once', '#budget', 'now'], report.map(laneRow));
        for (const { host, reason, allowed_at } of permissions)
          printLine(`${host} is read by permission since ${allowed_at.toISOString().slice(0, 10)}: ${reason}`);
      });
    });

  lanes
    .command('set')
    .description("changes a lane's pace; holds for every process at once")
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark lanes set naver-webtoon --interval 500 --concurrency 2\n  tidemark lanes set naver-webtoon --budget 20000 --zone Asia/Seoul',
    )
    .argument('<lane>')
    .option('--interval <ms>', 'milliseconds between the starts of two requests')
    .option('--concurrency <n>', 'requests under way at once')
    .option('--budget <units>', 'quota units a day; 0 for no limit')
    .option('--zone <zone>', "zone of the budget's midnight", 'Asia/Seoul')
    .option('--json', 'print as JSON')
    .action(
      async (
        lane: string,
        options: { interval?: string; concurrency?: string; budget?: string; zone: string; json?: boolean },
        command: Command,
      ) => {
        const change = {
          ...(options.interval === undefined ? {} : { intervalMs: positive('--interval', options.interval, 0) }),
          ...(options.concurrency === undefined ? {} : { concurrency: positive('--concurrency', options.concurrency, 1) }),
          ...(options.budget === undefined ? {} : { budget: budgetOf(options.budget, options.zone) }),
        };
        if (Object.keys(change).length === 0) throw usage('nothing to change: give --interval, --concurrency or --budget');
        const globals = command.optsWithGlobals<GlobalOptions>();
        await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
          const report = await withLanes(store, world, async (all) => {
            await all.configure(lane, change);
            return all.report();
          });
          const changed = report.find(({ name }) => name === lane)!;
          if (options.json) return printJson({ world, lane: changed });
          printTable(['lane', '#apart', '#at once', '#budget', 'now'], [laneRow(changed)]);
        });
      },
    );

  lanes
    .command('allow')
    .description('records why a host may be read although its robots.txt forbids it')
    .argument('<host>')
    .requiredOption('--reason <reason>', 'the contract or consent that allows it; it is kept and shown')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark lanes allow comic.naver.com --reason "written consent of 2026-11-02, file 17"')
    .action(async (host: string, options: { reason: string; json?: boolean }, command: Command) => {
      if (options.reason.trim() === '') throw usage('--reason must say what allows it');
      requireHost(host);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        await store.query({
          text: 'insert into host_permission (host, reason) values ($1, $2) on conflict (host) do update set reason = excluded.reason, allowed_at = now()',
          values: [host, options.reason],
        });
        if (options.json) return printJson({ world, host, reason: options.reason });
        printLine(`${host} may be read: ${options.reason}`);
      });
    });

  lanes
    .command('disallow')
    .description('takes that permission back')
    .argument('<host>')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark lanes disallow comic.naver.com')
    .action(async (host: string, options: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store, world }) => {
        const rows = await store.query({ text: 'delete from host_permission where host = $1 returning host', values: [host] });
        if (rows.length === 0) throw new TidemarkError('TDM_NOT_FOUND', { what: 'permission to read', id: host });
        if (options.json) return printJson({ world, host, reason: null });
        printLine(`${host} is read by its robots.txt again`);
      });
    });
};

/** Opens the lanes of all sources without working in them. */
export const withLanes = async <T>(store: Store, world: World, work: (lanes: Lanes) => Promise<T>): Promise<T> => {
  await using worker = await store.worker('lanes');
  await using lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
  await lanes.declare(sources.flatMap((source) => lanesFor(source, world === 'sample')));
  return await work(lanes);
};

const laneRow = (lane: LaneReport): string[] => [
  lane.name,
  lane.intervalMs === 0 ? 'lifted' : `${number(lane.intervalMs)} ms`,
  number(lane.concurrency),
  lane.budget ? `${number(lane.budgetUsed)} of ${number(lane.budget.units)}` : 'none',
  waitText(lane),
];

const waitText = ({ waitingFor, until, cause, causeAt }: LaneReport): string => {
  if (waitingFor === null) return style('green', 'open');
  const since = cause ? ` (${cause}${causeAt ? `, ${isoOf(causeAt)}` : ''})` : '';
  return style('yellow', `waits for ${waitingFor}${until ? ` until ${isoOf(until)}` : ''}${since}`);
};

const positive = (flag: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) throw usage(`${flag} takes a number of at least ${least}, not "${text}"`);
  return value;
};

const budgetOf = (text: string, zone: string): { units: number; zone: string } | null => {
  const units = positive('--budget', text, 0);
  if (!Intl.supportedValuesOf('timeZone').includes(zone) && zone !== 'UTC') throw usage(`there is no time zone "${zone}"`);
  return units === 0 ? null : { units, zone };
};

const requireHost = (host: string): void => {
  const known = sources.flatMap((source) => source.hosts);
  if (!known.includes(host)) throw new TidemarkError('TDM_LANE_UNKNOWN', { lane: host });
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark lanes --help' });
