import type { Command } from 'commander';
import { exitCodes, isDay, TidemarkError } from '../../domain/index.ts';
import { exportLines, verifyRaw } from '../../lake/index.ts';
import type { ExportQuestion, VerifyReport } from '../../lake/index.ts';
import { sourceOf, streamOf } from '../../sources/index.ts';
import { markSample, withWorld } from '../context.ts';
import { openFrames, openLake, seal, sealLine } from '../lake.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { number, printJson, printLine, remark, style } from '../output.ts';
import { stopSignals } from '../signals.ts';
import { pour, writeFileWhole } from '../write-file.ts';
import { addExchange } from './exchange.ts';

export const addRaw = (program: Command): void => {
  const raw = program
    .command('raw')
    .summary('the raw answers: seal, verify, show, export')
    .description('Moves raw answers from the database into segments of the lake (LAKE_URL), checks them, shows and exports them.')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark raw seal\n  tidemark raw verify\n  tidemark raw show 1029\n  tidemark raw export --platform naver-webtoon --stream titles --days 2026-11-01..2026-11-30 > titles.ndjson',
    );
  addSeal(raw);
  addVerify(raw);
  addExchange(raw, 'show');
  addExport(raw);
};

const addSeal = (raw: Command): void => {
  raw
    .command('seal')
    .description('moves the waiting raw answers from the database into segments of the lake; a collection does so at its end')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark raw seal\n  LAKE_URL=s3://bucket/tidemark tidemark raw seal --json')
    .action(async (options: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      await withWorld(settings, globals.world, async ({ store, world }) => {
        const { stop } = stopSignals('finishing the segment under way …');
        const onSegment = ({ key }: { key: string }): void => (options.json ? undefined : remark(style('dim', key)));
        const report = await seal(store, settings, world, { stop, onSegment });
        await using lake = openLake(settings, world);
        if (options.json) printJson({ world, lake: lake.address, ...report });
        else {
          markSample(world);
          printLine(sealLine(report) ?? 'Nothing waits to be sealed.');
          if (report.busy > 0) printLine(`${number(report.busy)} more are being sealed by another process`);
        }
        if (report.damaged.length > 0) throw damagedFrames(report.damaged);
        if (stop.aborted) process.exitCode = exitCodes.interrupted;
      });
    });
};

const damagedFrames = (ids: readonly string[]): TidemarkError =>
  new TidemarkError('TDM_RAW_DAMAGED', {
    problems: number(ids.length),
    first: `frame ${ids[0]} differs from its checksum; damaged frames stay in the database`,
  });

/** A line that moves, where somebody looks on. */
const onProgress = ({ segments, of }: { readonly segments: number; readonly of: number }): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${number(segments)} of ${number(of)} segments`);
};

const addVerify = (raw: Command): void => {
  raw
    .command('verify')
    .description('reads every segment and every waiting frame, and looks for every exchange at its place')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark raw verify\n  tidemark raw verify --json')
    .action(async (options: { json?: boolean }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      await withWorld(settings, globals.world, async ({ store, world }) => {
        await using storage = openLake(settings, world);
        const report = await verifyRaw({ sql: store, storage, onProgress });
        if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
        if (options.json) printJson({ world, lake: storage.address, ok: report.problems.length === 0, ...report });
        else {
          markSample(world);
          printVerified(report, storage.address);
        }
        if (report.problems.length === 0) return;
        // The report is the answer, also as JSON: the line says what to do, and stdout stays one document.
        const { segment, frame, reason } = report.problems[0]!;
        const error = new TidemarkError('TDM_RAW_DAMAGED', {
          problems: number(report.problems.length),
          first: `${frame === null ? segment : `frame ${frame}`}: ${reason}`,
        });
        remark(error.line);
        process.exitCode = error.exitCode;
      });
    });
};

/** As many as fit on a screen or two; all of them are in the JSON. */
const shownNames = 50;

const printVerified = ({ segments, frames, waiting, open, exchanges, problems, unknown }: VerifyReport, lake: string): void => {
  for (const { segment, frame, reason } of problems.slice(0, shownNames))
    printLine(`${style('red', '✗')} ${[segment, frame === null ? null : `frame ${frame}`].filter(Boolean).join(', ')}: ${reason}`);
  for (const key of unknown.slice(0, shownNames)) printLine(`${style('yellow', '?')} ${key}: not of this database; left alone`);
  const hidden = Math.max(0, problems.length - shownNames) + Math.max(0, unknown.length - shownNames);
  if (hidden > 0) printLine(style('dim', `… ${number(hidden)} more: tidemark raw verify --json`));
  if (open > 0) printLine(`${number(open)} segments were planned and not sealed; tidemark raw seal goes on with them`);
  printLine(
    `${problems.length === 0 ? style('green', 'whole') : style('red', 'damaged')}  ${number(exchanges)} exchanges in ${number(frames)} frames: ${number(segments)} segments in ${lake}, ${number(waiting)} frames waiting in the database`,
  );
};

interface ExportFlags {
  readonly platform: string;
  readonly stream: string;
  readonly days: string;
  readonly output?: string;
}

const addExport = (raw: Command): void => {
  raw
    .command('export')
    .description('writes raw answers as NDJSON, one line an exchange, in the order in which they were committed')
    .requiredOption('--platform <platform>', 'for example naver-webtoon')
    .requiredOption('--stream <name>', 'for example titles')
    .requiredOption('--days <from..to>', 'days of the platform, both included; or one day')
    .option('--output <file>', 'write there instead of to stdout')
    .option('--json', 'the answers are JSON lines in any case; an error is printed as JSON too')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark raw export --platform naver-webtoon --stream titles --days 2026-11-01..2026-11-30 > titles.ndjson\n  tidemark raw export --platform naver-webtoon --stream comments --days 2026-11-21 --output comments.ndjson',
    )
    .action(async (flags: ExportFlags, command: Command) => {
      const { stream } = { stream: streamOf(sourceOf(flags.platform), flags.stream).name };
      const question = { platform: flags.platform, stream, ...daysOf(flags.days) };
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      await withWorld(settings, globals.world, async ({ store, world }) => {
        markSample(world);
        await using frames = openFrames(store, settings, world);
        const damaged: TidemarkError[] = [];
        const lines = exportLines(store, frames, question, (damage) => {
          remark(`left out: ${damage.line}`);
          damaged.push(damage);
        });
        const written = flags.output === undefined ? await pour(lines, process.stdout) : await writeFileWhole(lines, flags.output);
        if (damaged.length > 0)
          throw new TidemarkError('TDM_RAW_DAMAGED', { problems: number(damaged.length), first: damaged[0]!.message }, damaged[0]);
        if (written === 0) throw new TidemarkError('TDM_RAW_NONE', { what: whatOf(question) });
      });
    });
};

const whatOf = ({ platform, stream, from, to }: ExportQuestion): string => `${platform}/${stream} from ${from} to ${to}`;

const daysOf = (text: string): { from: string; to: string } => {
  const [from = '', to = from, ...more] = text.split('..');
  if (!isDay(from) || !isDay(to) || more.length > 0 || from > to)
    throw new TidemarkError('TDM_USAGE', {
      problem: `--days takes two days such as 2026-11-01..2026-11-30, the earlier one first, not "${text}"`,
      help: 'tidemark raw export --help',
    });
  return { from, to };
};
