import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { acknowledged, contentsOf } from '../support/compare.ts';
import { until } from '../support/fleet.ts';
import { startTidemark } from '../support/tidemark.ts';
import { expectError, limitMs, run, simulator, temporaryFolder } from './place.ts';

const canMount =
  process.getuid?.() === 0 &&
  execFileSync('sh', ['-c', 'd=$(mktemp -d); mount -t tmpfs tidemark "$d" 2>/dev/null && umount "$d" && echo yes; rmdir "$d"'], {
    encoding: 'utf8',
  }).includes('yes');
const skipped = canMount ? '' : ' (skipped: only root can mount a small disk)';

const sim = await simulator({ titles: 24, episodes: 350, latencyMs: 2 });
const folder = temporaryFolder();
const collecting = ['collect', 'naver-webtoon', '--json'];

/** A disk of 220 MB with a private database in which the list of titles is collected, and a file that can take all room that is left. */
const smallDisk = async (name: string) => {
  const disk = join(folder, name);
  mkdirSync(disk, { mode: 0o755 });
  // PostgreSQL does not run as root: the way to the disk is open to its account.
  chmodSync(folder, 0o755);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=220m,mode=755', 'tidemark-test', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  const data = join(disk, 'data');
  const settings = { TIDEMARK_DATA: data, TIDEMARK_SIMULATOR: sim.url, TIDEMARK_PRIVACY_KEY: 'one key for all tests' };
  const first = await run(['collect', 'naver-webtoon', '--stream', 'titles', '--json'], settings);
  expect(first.code, first.stderr).toBe(0);
  const ballast = join(disk, 'ballast');
  const fill = (): void => {
    for (const size of [2 ** 20, 4096])
      try {
        for (;;) appendFileSync(ballast, Buffer.alloc(size));
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
  };
  const makeRoom = (): void => {
    truncateSync(ballast);
    rmSync(ballast);
  };
  return { data, settings, fill, makeRoom };
};

/** Starts the collection, fills the disk in its middle and waits until it says so. */
const collectIntoFullDisk = async ({ settings, fill }: Awaited<ReturnType<typeof smallDisk>>) => {
  const before = sim.log.entries().length;
  const running = startTidemark(collecting, settings);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  let said = '';
  running.child.stderr!.on('data', (text: string) => (said += text));
  await until('the work is under way', () => sim.log.entries().length > before + 40);
  fill();
  await until('it says so', () => said.includes('TDM_DISK_FULL'));
  return { ...running, said: () => said };
};

/** Until the simulator has not been asked for a second. */
const quiet = async (): Promise<void> => {
  let [asked, since] = [-1, Date.now()];
  await until('nothing is asked', () => {
    const now = sim.log.entries().length;
    if (now !== asked) [asked, since] = [now, Date.now()];
    return Date.now() - since > 1000;
  });
};

/** What a collection has left behind, once it is seen that everything acknowledged is there. */
const contents = async (dataFolder: string) => {
  await using store = await openStore({ dataFolder, schema: 'tidemark_sample' });
  const { pages, exchanges, counted, observations, adrift } = await acknowledged(store);
  expect({ exchanges, counted, adrift }).toEqual({ exchanges: pages, counted: observations, adrift: 0 });
  const { records, observations: rows } = await contentsOf(store);
  return { records, rows };
};

const collectCalmly = async () => {
  const data = join(folder, 'calm');
  const settings = { TIDEMARK_DATA: data, TIDEMARK_SIMULATOR: sim.url, TIDEMARK_PRIVACY_KEY: 'one key for all tests' };
  expect(await run(['collect', 'naver-webtoon', '--stream', 'titles', '--json'], settings)).toMatchObject({ code: 0 });
  expect(await run(collecting, settings)).toMatchObject({ code: 0 });
  return contents(data);
};
let undisturbed: ReturnType<typeof contents> | undefined;
/** What a collection that nothing happens to leaves behind; made once. */
const calm = () => (undisturbed ??= collectCalmly());

test.skipIf(!canMount)(
  `a disk that fills up during a collection is waited for and told of; once there is room it ends complete${skipped}`,
  { timeout: 120_000 },
  async () => {
    const disk = await smallDisk('waits');
    const { ended, child, said } = await collectIntoFullDisk(disk);
    await quiet();
    expect(child.exitCode).toBeNull();
    const lines = said()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; message: string });
    expect(lines.find(({ message }) => message.startsWith('TDM_DISK_FULL'))?.message).toContain('is full');
    // Told once, however often it is tried; a page that still found room in between is told as well.
    const codes = lines.map(({ event, message }) => (event === 'waiting' ? message.split(':')[0] : event));
    const absences = codes.join(' ').split('going-on');
    for (const absence of absences) {
      const told = absence.trim().split(' ');
      expect(new Set(told).size, codes.join(' ')).toBe(told.length);
    }
    expect(lines.at(-1)!.event).toBe('waiting');
    disk.makeRoom();
    const end = await ended;
    expect(end.code, end.stderr).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({ state: 'done' });
    expect(end.stderr).toContain('"going-on"');
    expect(await contents(disk.data)).toEqual(await calm());
  },
);

test.skipIf(!canMount)(
  `a database that dies on a full disk is started again once there is room, and the collection ends complete${skipped}`,
  { timeout: 120_000 },
  async () => {
    const disk = await smallDisk('dies');
    const { ended, child } = await collectIntoFullDisk(disk);
    process.kill(Number.parseInt(readFileSync(join(disk.data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
    await quiet();
    expect(child.exitCode).toBeNull();
    disk.makeRoom();
    const end = await ended;
    expect(end.code, end.stderr).toBe(0);
    expect(await contents(disk.data)).toEqual(await calm());
  },
);

test.skipIf(!canMount)(
  `whoever is stopped while the disk is full is told so, and the rerun completes${skipped}`,
  { timeout: 120_000 },
  async () => {
    const disk = await smallDisk('stopped');
    const { ended, child } = await collectIntoFullDisk(disk);
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.kill('SIGINT');
    const end = await ended;
    clearTimeout(timer);
    expectError({ ...end, stderr: end.stderr.replaceAll(/^\{.*$/gm, '') }, 'TDM_DISK_FULL', 75);
    disk.makeRoom();
    const rerun = await run(collecting, disk.settings);
    expect(rerun.code, rerun.stderr).toBe(0);
    expect(await contents(disk.data)).toEqual(await calm());
  },
);
