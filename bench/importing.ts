/**
 * What importing 50,000 targets costs: `bin/tidemark targets import` as a process of its own, from the start of its Node to its end, on a database that
 * runs already. Limits: 3 s and 150 MB for an .xlsx as Excel writes it, for a CSV file and for a JSON list.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { csvOf } from '../src/tabular/index.ts';
import { workbookOf } from '../test/tabular/workbook.ts';
import { machine, median, postgresCpuSeconds, temporaryStore } from './_support.ts';

const count = Number(process.env['TARGETS'] ?? 50_000);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const limitSeconds = 3;
const limitMb = 150;

/** Five columns, as people keep them: an address beside the login, tracking parameters and all. */
const rows = [
  ['이름', '플랫폼', '아이디', '채널 주소', '태그'],
  ...Array.from({ length: count }, (_, n) => [
    `스트리머 이름 ${n}`,
    '트위치',
    `login_${n}`,
    `https://www.twitch.tv/Login_${n}?utm_source=sheet&x=${n}`,
    n % 3 ? '게임, 토크' : '음악',
  ]),
];

interface Cost {
  readonly seconds: number;
  readonly mb: number;
  readonly cpuSeconds: number;
  /** Of PostgreSQL, meanwhile. */
  readonly postgresSeconds: number;
}

/** Runs the launcher; it writes at its end what it used, as the kernel counts it. */
const run = async (words: readonly string[], data: string, report: string): Promise<Cost> => {
  const postgres = await postgresCpuSeconds(store);
  const begun = performance.now();
  const env = {
    ...process.env,
    TIDEMARK_DATA: data,
    NODE_OPTIONS: `--import=${join(import.meta.dirname, '_usage.mjs')}`,
    USAGE_FILE: report,
  };
  const child = spawn(join(import.meta.dirname, '../bin/tidemark'), words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`tidemark ${words.join(' ')} ended with ${code}`);
  const usage = JSON.parse(readFileSync(report, 'utf8')) as { maxRSS: number; userCPUTime: number; systemCPUTime: number };
  return {
    seconds,
    mb: (usage.maxRSS * 1024) / 1e6,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    postgresSeconds: (await postgresCpuSeconds(store)) - postgres,
  };
};

await using temporary = await temporaryStore();
const { store, folder } = temporary;
console.log(`machine: ${machine()}; PostgreSQL and the command on the same cores; load ${loadavg()[0]!.toFixed(2)}; ${count} targets`);

const [names, ...entries] = rows as [string[], ...string[][]];
const files = {
  'list.xlsx': await workbookOf([{ name: '목록', rows }]),
  'list.csv': Buffer.concat(await Array.fromAsync(csvOf(rows))),
  'list.json': JSON.stringify(
    entries.map((cells) => Object.fromEntries(cells.map((cell, n) => [names[n]!, cell]))),
    null,
    1,
  ),
};
for (const [name, bytes] of Object.entries(files)) {
  writeFileSync(join(folder, name), bytes);
  // The first start after a change of the program compiles it, which takes 20 MB more.
  await run(['targets', 'import', join(folder, name), '--watchlist', 'Bench'], folder, join(folder, 'usage.json'));
}

for (const name of Object.keys(files)) {
  const costs: Record<'new' | 'again', Cost[]> = { new: [], again: [] };
  for (let round = 0; round < rounds; round += 1) {
    await store.query('delete from target');
    await store.query('vacuum analyze target');
    for (const kind of ['new', 'again'] as const)
      costs[kind].push(await run(['targets', 'import', join(folder, name), '--watchlist', 'Bench'], folder, join(folder, 'usage.json')));
    const [row] = await store.query<{ n: number }>('select count(*)::int as n from watchlist_target');
    if (row!.n !== count) throw new Error(`${row!.n} targets were imported`);
  }
  for (const [kind, each] of Object.entries(costs)) {
    const seconds = median(each.map((cost) => cost.seconds));
    const mb = Math.max(...each.map((cost) => cost.mb));
    console.log(
      `${name}, ${kind}: ${seconds.toFixed(2)} s (limit ${limitSeconds}), ${mb.toFixed(0)} MB at most (limit ${limitMb}), ${median(each.map((cost) => cost.cpuSeconds)).toFixed(2)} s of CPU, PostgreSQL ${median(each.map((cost) => cost.postgresSeconds)).toFixed(2)} s`,
    );
    if (seconds > limitSeconds || mb > limitMb) process.exitCode = 1;
  }
}
