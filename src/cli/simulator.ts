import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { request } from 'undici';
import { TidemarkError } from '../domain/index.ts';
import { root } from './settings.ts';

/** The simulated platforms, running as a program of their own. */
export interface RunningSimulator extends AsyncDisposable {
  readonly url: string;
  /** Sets the virtual day (`YYYY-MM-DD` in Seoul). */
  setDay(day: string): Promise<void>;
  /** What one would watch on a platform, as targets name it: ids, or logins where there are no ids to ask by. */
  watched(platform: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How many titles and episodes the simulated platforms have. */
export interface WorldSizes {
  readonly titles: number;
  readonly episodes: number;
  readonly kakaoTitles: number;
  readonly kakaoEpisodes: number;
}

/** The worlds of the demonstration: large enough for every list and chart to have a shape, small enough to be collected while one waits. */
export const sampleSizes: WorldSizes = { titles: 120, episodes: 6000, kakaoTitles: 80, kakaoEpisodes: 2400 };

/** Starts the simulated platforms in a process of their own, so that they do not share a thread with what is measured or shown. */
export const startSimulator = async (sizes: WorldSizes): Promise<RunningSimulator> => {
  const flags = {
    '--titles': sizes.titles,
    '--episodes': sizes.episodes,
    '--kakao-titles': sizes.kakaoTitles,
    '--kakao-episodes': sizes.kakaoEpisodes,
  };
  const words = ['sim', ...Object.entries(flags).flatMap(([flag, size]) => [flag, String(size)]), '--end-with-parent'];
  const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...words], { stdio: ['ignore', 'pipe', 'pipe'], detached: false });
  const url = await addressOf(child);
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await ended;
  };
  return {
    url,
    setDay: async (day) => {
      const { statusCode, body } = await request(`${url}/__sim/day`, {
        method: 'POST',
        body: JSON.stringify({ day }),
        headers: { 'content-type': 'application/json' },
      });
      await body.dump();
      if (statusCode >= 300) throw new Error(`the simulator refused the day ${day} (${statusCode})`);
    },
    watched: async (platform) => {
      const { statusCode, body } = await request(`${url}/__sim/watched?platform=${platform}`);
      if (statusCode >= 300) throw new Error(`the simulator refused to name what to watch on ${platform} (${statusCode})`);
      const { watched } = (await body.json()) as { watched: readonly { id: string; truth: { login?: string; part?: string | null } }[] };
      if (platform !== 'tiktok') return watched.map(({ id }) => id);
      // A login that will change hands names somebody else on another day.
      return watched.filter(({ truth: { part } }) => part !== 'renamed' && part !== 'heir').map(({ truth: { login } }) => `@${login}`);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
};

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr!.on('data', (chunk) => (complaint = `${complaint}${chunk}`.slice(-2000)));
    createInterface({ input: child.stdout! }).once('line', (line) => {
      try {
        resolve((JSON.parse(line) as { url: string }).url);
      } catch (error) {
        reject(error as Error);
      }
    });
    child.once('exit', (code) =>
      reject(new TidemarkError('TDM_INTERNAL', { reason: `the simulator ended with ${code}: ${complaint.trim()}` })),
    );
  });
