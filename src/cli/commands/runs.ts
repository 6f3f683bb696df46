import type { Command } from 'commander';
import { catalogue, plainText, TidemarkError } from '../../domain/index.ts';
import type { ErrorCode } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { markSample, withWorld } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { addExchange } from './exchange.ts';
import { bytes, duration, number, printJson, printLine, printTable, style } from '../output.ts';

interface RunRow {
  readonly id: string;
  readonly platform: string;
  readonly origin: string;
  readonly state: string;
  readonly day: string;
  readonly started_at: Date;
  readonly pages: string;
  readonly records: string;
  readonly observations: string;
  readonly misfits: string;
  readonly bytes: string;
  readonly outcomes: Record<string, number>;
  readonly duration_ms: string;
  readonly peak_memory_bytes: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

const colours: Readonly<Record<string, Parameters<typeof style>[0]>> = {
  done: 'green',
  running: 'cyan',
  failed: 'red',
  interrupted: 'yellow',
  waiting: 'yellow',
  abandoned: 'dim',
};

export const addRuns = (program: Command): void => {
  const runs = program
    .command('runs')
    .summary('what was collected when, and what came of it')
    .description('Lists runs, or shows one with its streams, failures and quarantine.')
    .addHelpText('after', '\nExamples:\n  tidemark runs\n  tidemark runs show 12\n  tidemark runs exchange 1029\n  tidemark runs --json');

  runs
    .command('list', { isDefault: true })
    .description('lists the newest runs')
    .addHelpText('after', '\nExamples:\n  tidemark runs list --limit 5\n  tidemark runs list --json')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'print as JSON')
    .action(async (options: { limit: string; json?: boolean }, command: Command) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100_000)
        throw new TidemarkError('TDM_USAGE', {
          problem: `--limit takes a whole number from 1 to 100,000, not "${options.limit}"`,
          help: 'tidemark runs list --help',
        });
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const rows = await store.query<RunRow>({
          text: 'select * from run order by id desc limit $1',
          values: [limit],
        });
        if (options.json) return printJson({ world, runs: rows.map(runJson) });
        markSample(world);
        if (rows.length === 0) return printLine('Nothing was collected yet. Begin with: tidemark collect naver-webtoon');
        printTable(
          ['#run', 'platform', 'day', 'state', '#pages', '#records', '#observations', '#bytes', '#took', 'outcomes'],
          rows.map((row) => [
            row.id,
            row.platform + (row.origin === 'platform' ? '' : ` (${row.origin})`),
            row.day,
            style(colours[row.state] ?? 'reset', row.state),
            number(BigInt(row.pages)),
            number(BigInt(row.records)),
            number(BigInt(row.observations)),
            bytes(Number(row.bytes)),
            duration(Number(row.duration_ms)),
            outcomesText(row.outcomes),
          ]),
        );
      });
    });

  runs
    .command('show')
    .description('shows one run')
    .addHelpText('after', '\nExamples:\n  tidemark runs show 12\n  tidemark runs show 12 --json')
    .argument('<run>', 'its number')
    .option('--json', 'print as JSON')
    .action(async (id: string, options: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const details = await showRun(store, id);
        if (options.json) return printJson({ world, ...details });
        markSample(world);
        printDetails(details);
      });
    });

  addExchange(runs, 'exchange');
};

const runJson = ({ pages, records, observations, misfits, bytes: size, duration_ms, peak_memory_bytes, ...row }: RunRow) => ({
  ...row,
  pages: Number(pages),
  records: Number(records),
  observations: Number(observations),
  misfits: Number(misfits),
  bytes: Number(size),
  duration_ms: Number(duration_ms),
  peak_memory_bytes: Number(peak_memory_bytes),
});

const outcomesText = (outcomes: Record<string, number>): string =>
  Object.entries(outcomes)
    .sort(([, left], [, right]) => right - left)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(', ');

const showRun = async (sql: Sql, id: string) => {
  const [row] = /^\d{1,18}$/.test(id) ? await sql.query<RunRow>({ text: 'select * from run where id = $1', values: [id] }) : [];
  if (!row) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: id });
  const streams = await sql.query<{ stream: string; tasks: number; done: number; failed: number; open: number; pages: number }>({
    text: `
      select stream, count(*)::int as tasks, count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where state not in ('done', 'failed'))::int as open, sum(pages)::int as pages
      from task where run_id = $1 group by stream order by min(id)`,
    values: [id],
  });
  const failures = await sql.query<{
    stream: string;
    endpoint: string;
    outcome: string;
    note: string | null;
    url: string;
    exchange: string;
  }>({
    text: `
      select stream, endpoint, outcome, note, url, id as exchange from exchange
      where run_id = $1 and outcome not in ('ok', 'empty', 'unchanged') order by id desc limit 20`,
    values: [id],
  });
  const misfits = await sql.query<{ stream: string; endpoint: string; path: string; reason: string; count: number; exchange: string }>({
    text: `
      select stream, endpoint, min(path) as path, reason, count(*)::int as count, min(exchange_id) as exchange from quarantine
      where run_id = $1 group by stream, endpoint, reason order by count desc limit 20`,
    values: [id],
  });
  return { run: runJson(row), streams, failures, misfits };
};

/** What to do about the end of a run. Of the error's details only those are known that the run itself has. */
const nextAfter = ({ id, platform, error_code: code }: { id: string; platform: string; error_code: string | null }): string => {
  if (code === null || !(code in catalogue)) return '';
  const known: Readonly<Record<string, string>> = { run: id, platform };
  return `; ${catalogue[code as ErrorCode].next.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? `<${name}>`)}`;
};

const printDetails = ({ run, streams, failures, misfits }: Awaited<ReturnType<typeof showRun>>): void => {
  printLine(`run ${run.id}  ${run.platform}  ${run.day}  ${style(colours[run.state] ?? 'reset', run.state)}`);
  printLine(
    `${number(run.pages)} pages, ${number(run.records)} records, ${number(run.observations)} observations, ${bytes(run.bytes)} in ${duration(run.duration_ms)}, at most ${bytes(run.peak_memory_bytes)} of memory`,
  );
  printLine(`outcomes: ${outcomesText(run.outcomes)}`);
  if (run.error_code) printLine(style('red', `${run.error_code}: ${run.error_message}${nextAfter(run)}`));
  printLine();
  printTable(
    ['stream', '#tasks', '#done', '#failed', '#open', '#pages'],
    streams.map((each) => [each.stream, ...[each.tasks, each.done, each.failed, each.open, each.pages].map((n) => number(n))]),
  );
  if (failures.length > 0) {
    printLine('\nAnswers that brought nothing (newest first):');
    printTable(
      ['exchange', 'endpoint', 'outcome', 'note', 'url'],
      failures.map((each) => [each.exchange, `${each.stream}:${each.endpoint}`, each.outcome, plainText(each.note ?? ''), each.url]),
    );
  }
  const [seen] = [...failures, ...misfits];
  if (misfits.length > 0) {
    printLine('\nQuarantine:');
    printTable(
      ['#times', 'endpoint', 'where', 'why', 'exchange'],
      misfits.map((each) => [
        number(each.count),
        `${each.stream}:${each.endpoint}`,
        plainText(each.path),
        plainText(each.reason),
        each.exchange,
      ]),
    );
  }
  if (seen) printLine(style('dim', `\none of them in full: tidemark runs exchange ${seen.exchange}`));
};
