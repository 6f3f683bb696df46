/** Runs a peer as a process of its own against a schema of its own with tables of our shape, and measures what it cost. */
import { spawn } from 'node:child_process';
import type { Store } from '../../src/store/index.ts';
import { postgresCpuSeconds } from '../_support.ts';

/** What a peer did. CPU of its process and of PostgreSQL; seconds from its first request to its last commit, without its start. */
export interface PeerResult {
  readonly records: number;
  readonly observations: number;
  readonly pages: number;
  readonly seconds: number;
  readonly ownCpu: number;
  readonly postgresCpu: number;
  readonly peakMb: number;
}

/** What a peer prints as its last line. */
interface Said {
  readonly pages: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peakMb: number;
}

/**
 * Empty tables with the columns, keys and indexes of ours, without foreign keys. Raw answers go into `raw`, a compressed frame a batch;
 * there is no row an exchange, no watermark, no counter of a run.
 */
const makeTables = async (store: Store): Promise<void> => {
  await store.query('drop schema if exists peer cascade');
  await store.query('create schema peer');
  await store.query('create table peer.record (like record including all)');
  await store.query('create table peer.observation (like observation including all)');
  await store.query(
    'create table peer.raw (id bigint generated always as identity primary key, pages int not null, raw_bytes bigint not null, body bytea not null)',
  );
  await store.query('alter table peer.raw alter column body set storage external');
};

/** Runs one peer from empty tables. `given` is handed to it as JSON on its standard input. */
export const runPeer = async (store: Store, [command, ...args]: readonly [string, ...string[]], given: object): Promise<PeerResult> => {
  await makeTables(store);
  const [where] = await store.query<{ host: string; user: string; name: string; port: string }>(
    "select trim(both '\"' from current_setting('unix_socket_directories')) as host, current_user::text as user, current_database()::text as name, current_setting('port') as port",
  );
  const { host, user, name, port } = where!;
  const postgres = await postgresCpuSeconds(store);
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...{ PGHOST: host, PGPORT: port, PGUSER: user, PGDATABASE: name, PGOPTIONS: '-c search_path=peer' },
      ...{ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', PYTHONUNBUFFERED: '1' },
    },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stdin.end(JSON.stringify(given));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${args.at(-1)} ended with ${code}: ${output.slice(-500)}`);
  const said = JSON.parse(output.trim().split('\n').at(-1)!) as Said;
  const [counted] = await store.query<{ records: number; observations: number }>(
    'select (select count(*) from peer.record)::int as records, (select count(*) from peer.observation)::int as observations',
  );
  return {
    ...counted!,
    pages: said.pages,
    seconds: said.seconds,
    ownCpu: said.cpu,
    peakMb: said.peakMb,
    postgresCpu: (await postgresCpuSeconds(store)) - postgres,
  };
};
