/** Installs what the benchmarks stand beside, at exact versions, into the user's cache folder; once for each set of versions. */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tidemark', 'bench-peers');

const run = (command: string, args: readonly string[], cwd: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with ${code}`))));
  });

/** A folder named after the content of `files`; `install` fills it unless it was filled before. */
const folderFor = async (kind: string, files: readonly string[], install: (folder: string) => Promise<void>): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(here, file)));
  const folder = join(cache, `${kind}-${hash.digest('hex').slice(0, 12)}`);
  const done = join(folder, '.installed');
  if (existsSync(done)) return folder;
  console.log(`installing the ${kind} peers into ${folder}`);
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(here, file), join(folder, file));
  await install(folder);
  writeFileSync(done, '');
  return folder;
};

/** Crawlee and pg, from the lock. The programs are copied beside their packages, where Node looks for them. */
export const nodePeer = async (program: string): Promise<string> => {
  const folder = await folderFor('node', ['package.json', 'package-lock.json'], (at) =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], at),
  );
  cpSync(join(here, program), join(folder, program));
  return join(folder, program);
};

/** The Python of a virtual environment that has Scrapy, requests and psycopg. Needs `python3` 3.11 or newer with venv. */
export const python = async (): Promise<string> => {
  const folder = await folderFor('python', ['requirements.txt'], async (at) => {
    await run('python3', ['-m', 'venv', 'venv'], at);
    await run(join(at, 'venv/bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt'], at);
  });
  return join(folder, 'venv/bin/python');
};

/** Where a program of this folder stands. */
export const programPath = (name: string): string => join(here, name);
