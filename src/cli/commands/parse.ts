import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { pathReason, plainText, TidemarkError } from '../../domain/index.ts';
import { createHasher, redact } from '../../net/index.ts';
import type { Endpoint, ParsedPayload } from '../../sources/index.ts';
import { endpointsNamed, parsePayload } from '../../sources/index.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { bytes, number, printJson, printLine, remark, style } from '../output.ts';
import type { Settings } from '../settings.ts';

/** A saved answer larger than this is not one answer; it is refused before it is read. */
const limitBytes = 64_000_000;

export const addParse = (program: Command): void => {
  program
    .command('parse')
    .summary('run only the parser over a saved payload')
    .description('Runs only the parser over a saved payload and prints what it finds. Nothing is stored, nobody is asked.')
    .argument('<name>', 'platform/stream, or platform/stream:endpoint where a stream reads several (see: tidemark sources)')
    .argument('<file>', 'the saved answer; - for standard input')
    .option('--url <url>', 'the address it came from, when the answer alone does not say which page it is')
    .option('--json', 'print records as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark parse naver-webtoon/titles:weekday weekday.json --json\n  curl ... | tidemark parse naver-webtoon/comments:posts - --json',
    )
    .action(async (name: string, file: string, options: { url?: string; json?: boolean }, command: Command) => {
      const settings = settingsOf(command.optsWithGlobals<GlobalOptions>());
      // A mistyped name is told before a file of megabytes is read.
      endpointsNamed(name);
      const body = await readPayload(file);
      const parsed = parsePayload({ name, body, redact: redactor(settings), ...(options.url === undefined ? {} : { url: options.url }) });
      if (options.json) printJson(parsed);
      else printSummary(parsed);
      if (parsed.outcome === 'ok' || parsed.outcome === 'empty') return;
      const error = unusable(parsed, file);
      remark(error.line);
      process.exitCode = error.exitCode;
    });
};

/**
 * Private people are hashed here as they are in a collection, with the operator's key or, without one, with a key of this one call. What
 * cannot be decoded yields no records, so it is left for the parser to say why.
 */
const redactor = ({ privacyKey, keepNames }: Settings) => {
  const hasher = createHasher(privacyKey === undefined ? randomBytes(32) : createHash('sha256').update(privacyKey).digest());
  return (body: string, { payload, privateFields }: Endpoint): string => {
    const redacted = redact({ body, payload, privateFields, hasher, keepNames });
    return redacted.state === 'withheld' ? body : redacted.body;
  };
};

/** What is said, besides what was printed, of a payload that yields nothing. */
const unusable = ({ platform, stream, endpoint, outcome, quarantined }: ParsedPayload, file: string): TidemarkError => {
  const [first] = quarantined;
  const where = first?.path ? `${first.path}: ` : '';
  return new TidemarkError('TDM_PAYLOAD_UNUSABLE', {
    name: `${platform}/${stream}:${endpoint}`,
    file: nameOf(file),
    outcome,
    reason: first ? ` (${where}${first.reason})` : '',
  });
};

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

const printSummary = (parsed: ParsedPayload): void => {
  printLine(
    `${style('bold', parsed.outcome)}  ${number(parsed.records.length)} records, ${number(parsed.quarantined.length)} in quarantine`,
  );
  for (const record of parsed.records.slice(0, 10)) printLine(`  ${record.kind} ${record.id}  ${JSON.stringify(record.counts)}`);
  if (parsed.records.length > 10) printLine(`  … and ${number(parsed.records.length - 10)} more (use --json)`);
  for (const misfit of parsed.quarantined.slice(0, 10))
    printLine(style('yellow', `  ${plainText(`${misfit.path || 'the whole payload'}: ${misfit.reason}`)}`));
};

/** Reads a file up to the limit. Throws TDM_FILE_UNREADABLE, TDM_FILE_TOO_LARGE. */
const readPayload = async (file: string): Promise<string> => {
  const tooLarge = (size: string) => new TidemarkError('TDM_FILE_TOO_LARGE', { file: nameOf(file), size, limit: bytes(limitBytes) });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    await using opened = file === '-' ? null : await open(file);
    const known = (await opened?.stat())?.size ?? 0;
    if (known > limitBytes) throw tooLarge(bytes(known));
    for await (const chunk of opened?.createReadStream({ autoClose: false }) ?? process.stdin) {
      size += (chunk as Buffer).length;
      // A pipe or a device does not say beforehand how much it holds.
      if (size > limitBytes) throw tooLarge('no end so far');
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof TidemarkError) throw error;
    throw new TidemarkError('TDM_FILE_UNREADABLE', { file: nameOf(file), reason: pathReason(error) }, error);
  }
  return Buffer.concat(chunks).toString('utf8');
};
