/** Runs vitest on the project's Node and counts what it says, so that a closing line can be written that is true. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectNode, root, run, say } from './setup.mjs';

/** Runs vitest with these arguments. Resolves to what passed, failed and was skipped; a crash of the runner counts as a failure. */
export const runVitest = async (args, env = process.env) => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  try {
    const code = await run(
      projectNode(),
      [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
      { env },
    );
    return count(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const count = (report, code) => {
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    say(`vitest ended with code ${code} and left no report.`);
    return { passed: 0, failed: 1, skipped: 0, code: code || 1 };
  }
  // A file that could not be loaded has no tests of its own to fail.
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = result.numFailedTests + broken;
  const skipped = result.numPendingTests + result.numTodoTests;
  // Unhandled errors and leaks fail the run though every test passed.
  return { passed: result.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed, skipped, code };
};

/** The closing line, alone on its line, that machines read. */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
