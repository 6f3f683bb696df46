/** `bin/tidemark`: reads the command line, runs one command, turns what goes wrong into one line and an exit code. */
import { TidemarkError } from '../domain/index.ts';
import { asTidemarkError, errorJson, printJson, remark } from './output.ts';
import { createProgram, isUsageExit } from './program.ts';

const debug = process.argv.includes('--debug');
const json = process.argv.includes('--json');

// A reader that closes early (`| head`) ends the program without a complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync(process.argv);
} catch (thrown) {
  if (isUsageExit(thrown)) {
    process.exitCode = thrown.exitCode;
  } else {
    const error = asTidemarkError(thrown);
    if (json) printJson({ error: errorJson(error) });
    remark(error.line);
    if (debug) remark(stackOf(error));
    process.exitCode = error.exitCode;
  }
}

function stackOf(error: TidemarkError): string {
  const causes: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) causes.push(cause.stack ?? cause.message);
  return causes.join('\ncaused by: ');
}
