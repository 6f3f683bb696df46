/** `bin/tidemark`: reads the command line, runs one command, turns what goes wrong into one line and an exit code. */
import { stripSecrets } from '../domain/index.ts';
import type { TidemarkError } from '../domain/index.ts';
import { asTidemarkError, errorJson, printJson, printJsonLine, remark } from './output.ts';
import { createProgram, printedExit } from './program.ts';

const words = process.argv.slice(2);
const debug = words.includes('--debug');
const json = words.includes('--json');
let told = false;

// A reader that closes early (`| head`) is no failure. The command goes on to its end, so that it leaves the database in order; what it
// still prints goes nowhere.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
  });
}
// What nobody caught is our mistake, and still one line.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

try {
  await (await createProgram(words)).parseAsync(process.argv);
} catch (thrown) {
  const exit = printedExit(thrown);
  if (exit === null) fail(thrown);
  else process.exitCode = exit;
}

function fail(thrown: unknown): void {
  // One failure is told, in one line. A full disk behind stdout would have another for each line, that line included.
  if (told) return;
  told = true;
  const error = asTidemarkError(thrown);
  process.exitCode = error.exitCode;
  // What a worker says is read line by line.
  if (json && words.includes('worker')) printJsonLine({ event: 'error', error: errorJson(error) });
  else if (json) printJson({ error: errorJson(error) });
  remark(error.line);
  if (debug) remark(stripSecrets(stackOf(error)));
}

function stackOf(error: TidemarkError): string {
  const causes: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) causes.push(cause.stack ?? cause.message);
  return causes.join('\ncaused by: ');
}
