/**
 * Settings of the private server, for one small machine shared with Node. They are given on the command line at each start, so an
 * update of Tidemark brings its settings to old clusters too.
 */
const settings: Readonly<Record<string, string>> = {
  // Reachable by a Unix socket in a folder of mode 0700 and by nothing else, hence no password.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: '5432',
  max_connections: '100',
  shared_buffers: '128MB',
  // Parallel plans take shared memory, of which a container often has only 64 MB, for queries that are short here.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  jit: 'off',
  random_page_cost: '1.1',
  // What was acknowledged survives a power cut; nothing here may weaken that.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // Raw frames are compressed already; page images and rows are not.
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
};

/** One entry of a list of folders, as PostgreSQL reads such lists. */
const quoted = (folder: string): string => `"${folder.replaceAll('"', '""')}"`;

/** Command-line arguments of `postgres`. `extra` wins: tests switch fsync off. */
export const serverArguments = (cluster: string, socketFolder: string, extra: Readonly<Record<string, string>> = {}): string[] => [
  '-D',
  cluster,
  ...Object.entries({ ...settings, unix_socket_directories: quoted(socketFolder), ...extra }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]),
];

/** Environment of the PostgreSQL programs: English messages, nothing of the operator's PG* variables. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });
