import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectError, run, simulator, temporaryFolder } from './place.ts';

const canMount =
  process.getuid?.() === 0 &&
  execFileSync('sh', ['-c', 'd=$(mktemp -d); mount -t tmpfs tidemark "$d" 2>/dev/null && umount "$d" && echo yes; rmdir "$d"'], {
    encoding: 'utf8',
  }).includes('yes');

const sim = await simulator();
const folder = temporaryFolder();

test.skipIf(!canMount)(
  `a disk that fills up during a collection is told in one line; what was acknowledged stays, and the rerun completes${canMount ? '' : ' (skipped: only root can mount a small disk)'}`,
  { timeout: 120_000 },
  async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk, { mode: 0o755 });
    // PostgreSQL does not run as root: the way to the disk is open to its account.
    chmodSync(folder, 0o755);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=220m,mode=755', 'tidemark-test', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const settings = { TIDEMARK_DATA: join(disk, 'data'), TIDEMARK_SIMULATOR: sim.url };
    const first = await run(['collect', 'naver-webtoon', '--stream', 'titles', '--json'], settings);
    expect(first.code, first.stderr).toBe(0);

    // All but a little is taken by something else.
    const ballast = join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 2 ** 20)));
    let full = { code: 0 as number | null, signal: null as NodeJS.Signals | null, stdout: '', stderr: '' };
    // Files of the journal are used again while they last, so the disk may bear a collection or two.
    for (let tries = 0; tries < 8 && full.code === 0; tries++) full = await run(['collect', 'naver-webtoon', '--new', '--json'], settings);
    expectError(full, 'TDM_DISK_FULL', 1);
    expect(() => JSON.parse(full.stdout)).not.toThrow();

    truncateSync(ballast);
    rmSync(ballast);
    const rerun = await run(['collect', 'naver-webtoon', '--json'], settings);
    expect(rerun.code, rerun.stderr).toBe(0);
    const counts = await run(
      [
        'query',
        '--world',
        'sample',
        '--json',
        `select (select sum(pages) from run)::int as pages, (select count(*) from exchange)::int as exchanges, (select sum(exchanges) from frame)::int as lines`,
      ],
      settings,
    );
    const [{ pages, exchanges, lines }] = JSON.parse(counts.stdout);
    expect([exchanges, lines]).toEqual([pages, pages]);
  },
);
