/**
 * `npm test`: set-up, then the checks, then every test but those that need the corpus (`npm test -- test/contract` runs them).
 * With arguments only those tests run: `npm test -- test/domain -t "a missing count"`.
 */
import { runChecks } from './check.mjs';
import { ensureChromium, ensureDashboard, ensureInstalled } from './setup.mjs';
import { closingLine, runVitest } from './vitest.mjs';

const args = process.argv.slice(2);

await ensureInstalled();
await ensureDashboard();
// A few tests asked for by name should not begin with an installation they do not need.
const wantsBrowser = args.length === 0 || args.some((arg) => arg.includes('web'));
const chromium = wantsBrowser ? await ensureChromium() : undefined;

const checks = args.length === 0 ? runChecks() : { passed: 0, failed: 0 };
const env = chromium ? { ...process.env, CHROME_PATH: chromium } : process.env;
const wantsContract = args.some((arg) => arg.startsWith('test/contract'));
const tests = await runVitest(wantsContract ? args : ['--project', '!contract', ...args], env);

if (checks.failed > 0)
  console.log(`${checks.failed} of ${checks.passed + checks.failed} checks failed, see above (npm run check repeats them)`);
const sum = { passed: tests.passed + checks.passed, failed: tests.failed + checks.failed, skipped: tests.skipped };
console.log(closingLine(sum));
process.exit(sum.failed > 0 ? 1 : tests.code);
