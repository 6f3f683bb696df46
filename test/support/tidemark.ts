import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

export const launcher = resolve(import.meta.dirname, '../../bin/tidemark');

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The environment of a user who has set nothing but `settings`. */
export const cleanEnvironment = (settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(TIDEMARK_|DATABASE_URL|LAKE_URL|AWS_|PRIVACY_|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|VITEST|NODE_ENV|NODE_OPTIONS)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1', TIDEMARK_DATA: tmpdir(), ...settings };
};

/** Starts `bin/tidemark` as a user would, as a process of its own. */
export const startTidemark = (words: readonly string[], settings: Readonly<Record<string, string>> = {}, input?: string): Running => {
  const child = spawn(launcher, words, {
    env: cleanEnvironment(settings),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (input !== undefined) child.stdin!.end(input);
  const ended = new Promise<Ended>((done) => child.once('close', (code, signal) => done({ code, signal, stdout, stderr })));
  return { child, ended };
};

/** Runs `bin/tidemark` to its end. */
export const tidemark = (words: readonly string[], settings: Readonly<Record<string, string>> = {}, input?: string): Promise<Ended> =>
  startTidemark(words, settings, input).ended;
