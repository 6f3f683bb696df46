import pg from 'pg';

/** The schema of every test's database, as the template has it. */
export const testSchema = 'tidemark_test';

/** The address of another database of the same server. */
export const inDatabase = (url: string, name: string): string => url.replace(/^(\w+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${name}`);

/** Runs statements one after the other on a connection of its own and returns the rows of the last. */
export const askServer = async (url: string, ...statements: string[]): Promise<Record<string, string>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, string>[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, string>>(statement));
    return rows;
  } finally {
    await client.end();
  }
};

/**
 * Copies the template, file by file: 40 tests with a store of their own take 6 to 11 s of CPU so, and 15 where each runs the migrations and drops its schema.
 * (PostgreSQL's usual way of copying, page by page through its journal, takes four times as long; releases before 15 know only the files.)
 */
export const copyTemplate = async (url: string, template: string, name: string): Promise<void> => {
  const [row] = await askServer(url, "select current_setting('server_version_num')::int >= 150000 as chooses");
  await askServer(url, `create database "${name}" template "${template}" ${row!['chooses'] ? 'strategy file_copy' : ''}`);
};

/** Removes a database, whoever is still connected. */
export const dropDatabase = async (url: string, name: string): Promise<void> => {
  await askServer(url, `drop database if exists "${name}" with (force)`);
};
