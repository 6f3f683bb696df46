import type { Command } from 'commander';
import { TidemarkError } from '../../domain/index.ts';
import { poolName, setPool } from '../../jobs/index.ts';
import { withWorld } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printJson, printLine, printTable } from '../output.ts';

export const addPools = (program: Command): void => {
  const pools = program
    .command('pools')
    .summary('how many steps may run at once, over all machines')
    .description('Shows pools and the slots that are taken, or changes how many slots one has. A change holds from the next step on.')
    .addHelpText('after', '\nExamples:\n  tidemark pools\n  tidemark pools set heavy 2');

  pools
    .command('list', { isDefault: true })
    .description('lists pools and what holds their slots')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pools list --json')
    .action(async (flags: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store }) => {
        const rows = await store.query<{ name: string; slots: number; taken: string[] }>(`
          select name, slots, array(
            select pipeline || ' ' || run_id || '/' || step || ' on ' || host
            from step_attempt join pipeline_run on pipeline_run.id = run_id
            where pool = name and step_attempt.state = 'running' and worker_alive(worker_id) order by step_attempt.id
          ) as taken
          from pool order by name`);
        if (flags.json) return printJson({ pools: rows });
        printTable(
          ['pool', '#slots', '#taken', 'by'],
          rows.map(({ name, slots, taken }) => [name, String(slots), String(taken.length), taken.join(', ')]),
        );
      });
    });

  pools
    .command('set')
    .description('sets how many slots a pool has; a new name makes a pool')
    .argument('<name>')
    .argument('<slots>', '0 holds everything')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark pools set heavy 2\n  tidemark pools set night 1')
    .action(async (name: string, text: string, flags: { json?: boolean }, command: Command) => {
      const slots = Number(text);
      if (!poolName.test(name)) throw usage(`a pool is named by small letters, digits and dashes, not "${name}"`);
      if (!/^\d{1,4}$/.test(text)) throw usage(`a pool has 0 to 9,999 slots, not "${text}"`);
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world ?? 'real', async ({ store }) => {
        await setPool(store, name, slots);
        if (flags.json) printJson({ pool: name, slots });
        else printLine(`pool ${name} has ${slots} ${slots === 1 ? 'slot' : 'slots'}`);
      });
    });
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark pools --help' });
