import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OpenStoreOptions } from '../../src/store/index.ts';
import type { Answer, Command } from './opener.ts';

/** An account to run a process under. */
export interface As {
  readonly uid: number;
  readonly gid: number;
}

/** The test's end of an `opener.ts`. It is killed when the test ends. */
export class OpenerProcess {
  readonly notices: string[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(as?: As) {
    this.#child = fork(join(import.meta.dirname, 'opener.ts'), { execArgv: [], cwd: '/', ...as });
    this.#exited = once(this.#child, 'exit');
    this.#child.on('message', (answer: Answer) => {
      if ('notice' in answer) this.notices.push(answer.notice);
    });
    onTestFinished(() => this.kill());
  }

  open(options: OpenStoreOptions): Promise<{ kind: string; address: string }> {
    return this.#ask({ do: 'open', options }) as Promise<{ kind: string; address: string }>;
  }

  query<Row>(text: string): Promise<Row[]> {
    return this.#ask({ do: 'query', text }) as Promise<Row[]>;
  }

  worker(): Promise<string> {
    return this.#ask({ do: 'worker' }) as Promise<string>;
  }

  async close(): Promise<void> {
    await this.#ask({ do: 'close' });
  }

  /** Ends the process by `process.exit`, without closing anything. */
  async exit(): Promise<void> {
    this.#child.send({ do: 'exit' } satisfies Command);
    await this.#exited;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Resolves with the first notice that matches. */
  noticed(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      if (this.notices.some((notice) => pattern.test(notice))) return resolve();
      this.#child.on('message', (answer: Answer) => {
        if ('notice' in answer && pattern.test(answer.notice)) resolve();
      });
    });
  }

  #ask(command: Command): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the process ended before it answered'));
      const onMessage = (answer: Answer) => {
        if ('notice' in answer) return;
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        if ('error' in answer) reject(Object.assign(new Error(answer.error.line), answer.error));
        else resolve(answer.answer);
      };
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
      this.#child.send(command);
    });
  }
}
