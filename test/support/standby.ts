import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Ended, Running } from './tidemark.ts';

/** What a process on standby is told to run. */
export interface StandbyOrder {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Printed behind what the command prints, on both streams. */
  readonly mark: string;
}

export interface StandbyEnd {
  readonly code: number;
}

interface Standby {
  readonly child: ChildProcess;
  run(order: Omit<StandbyOrder, 'mark'>): Promise<Ended>;
}

const root = resolve(import.meta.dirname, '../..');
const idle: Standby[] = [];
let count = 0;

/**
 * Runs a command in a process that has run others before, and that has all of the program loaded already: of the CPU of a small command 0.5 s of 0.7 are
 * for that. Commands that run at the same time are in processes of their own, as they would be in life.
 */
export const startOnStandby = (words: readonly string[], env: NodeJS.ProcessEnv): Running => {
  const standby = idle.pop() ?? createStandby();
  const ended = standby.run({ words, env });
  void ended.then(() => {
    if (standby.child.exitCode === null && standby.child.signalCode === null) idle.push(standby);
  });
  return { child: standby.child, ended };
};

const createStandby = (): Standby => {
  const flags = readFileSync(resolve(root, 'bin/node-flags'), 'utf8').split('\n')[0]!.split(' ');
  const child = spawn(process.execPath, [...flags, resolve(import.meta.dirname, 'standby-process.ts')], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: resolve(root, 'node_modules/.cache/node') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const printed = { stdout: '', stderr: '' };
  let look = (): void => undefined;
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      look();
    });
  // It lasts as long as the tests: it ends by itself when the process at the other end of its channel is gone.
  child.unref();
  child.channel!.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket).unref();

  const run: Standby['run'] = (order) =>
    new Promise((done) => {
      const mark = `\0the end of ${++count}\0`;
      let code: number | undefined;
      const ends = (end: Pick<Ended, 'code' | 'signal'>): void => {
        child.removeListener('close', closed).removeListener('message', heard);
        look = () => undefined;
        done({ ...end, stdout: printed.stdout.replace(mark, ''), stderr: printed.stderr.replace(mark, '') });
        printed.stdout = printed.stderr = '';
      };
      look = () => {
        if (code !== undefined && printed.stdout.endsWith(mark) && printed.stderr.endsWith(mark)) ends({ code, signal: null });
      };
      const heard = (end: StandbyEnd): void => {
        code = end.code;
        look();
      };
      // It has ended itself, or was killed.
      const closed = (exitCode: number | null, signal: NodeJS.Signals | null): void => ends({ code: exitCode, signal });
      child.on('message', heard).on('close', closed);
      child.send({ ...order, mark } satisfies StandbyOrder);
    });
  return { child, run };
};
