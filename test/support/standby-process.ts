/**
 * Runs one command line after the other, each as a process of its own would: `src/cli/main.ts` is read anew with its words and its environment, and the end
 * is where nothing is left that would keep a process alive. A command that leaves something open hangs here as it would there.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StandbyEnd, StandbyOrder } from './standby.ts';

const main = resolve(import.meta.dirname, '../../src/cli/main.ts');
let count = 0;
let current: { readonly mark: string; isThrough: boolean } | undefined;

process.on('message', ({ words, env, mark }: StandbyOrder) => {
  process.argv = [process.execPath, main, ...words];
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const order = { mark, isThrough: false };
  current = order;
  // From here on only the command keeps the process alive.
  process.channel!.unref();
  void import(`${pathToFileURL(main).href}?${++count}`).then(() => (order.isThrough = true));
});

process.on('beforeExit', () => {
  if (!current) return;
  // Node ends with 13 where a module waits for what never comes.
  const end: StandbyEnd = { code: current.isThrough ? Number(process.exitCode ?? 0) : 13 };
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException']) process.removeAllListeners(event);
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.write(current.mark);
  }
  process.exitCode = undefined;
  current = undefined;
  process.channel!.ref();
  process.send!(end);
});
