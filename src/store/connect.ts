import pg from 'pg';
import { TidemarkError } from '../domain/index.ts';
import { parseAddress, type DatabaseAddress } from './address.ts';
import { explainConnecting } from './failure.ts';
import { clientOptions } from './session.ts';
import { tlsAttempts } from './tls.ts';

/** Oldest PostgreSQL that is tried in our tests. */
const oldestMajor = 14;

/** A first connection, and how to make more like it. */
export interface Connected {
  readonly client: pg.Client;
  readonly connection: pg.ClientConfig;
  readonly address: string;
  /** Such as `18.4`. */
  readonly version: string;
}

/** A connection with errors told in words of the catalogue; refuses a PostgreSQL that is too old. */
export const connectWith = async (attempts: readonly pg.ClientConfig[], address: string): Promise<Connected> => {
  let failure: unknown;
  for (const connection of attempts) {
    const client = new pg.Client(clientOptions(connection, 'open'));
    client.on('error', () => undefined);
    try {
      await client.connect();
      return { client, connection, address, version: await checkVersion(client) };
    } catch (error) {
      await client.end().catch(() => undefined);
      failure = error;
      if (!mayTryOtherwise(error)) break;
    }
  }
  throw await explainConnecting(failure, { address });
};

/** Whether the same server might answer with TLS where it did not without, or the other way round. */
const mayTryOtherwise = (error: unknown): boolean => {
  if (error instanceof TidemarkError) return false;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return (
    code === '28000' ||
    /SSL|TLS/i.test(message) ||
    /SSL|TLS|EPROTO/.test(code) ||
    code === 'ECONNRESET' ||
    message.startsWith('Connection terminated')
  );
};

const checkVersion = async (client: pg.Client): Promise<string> => {
  const { rows } = await client.query<{ number: string; text: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as text`,
  );
  const { number, text } = rows[0]!;
  if (Number(number) < oldestMajor * 10_000) throw new TidemarkError('TDM_DATABASE_OLD', { found: text, supported: oldestMajor });
  return text.split(' ')[0]!;
};

/** Connects to the server a DATABASE_URL names, with the TLS its sslmode asks for. */
export const connectToServer = async (databaseUrl: string): Promise<Connected> => {
  const address = parseAddress(databaseUrl);
  const connections = (await tlsAttempts(address)).map((ssl) => Object.assign(configOf(address), { ssl }));
  return connectWith(connections, address.label);
};

const configOf = (address: DatabaseAddress): pg.ClientConfig => ({
  host: address.host,
  port: address.port,
  ...(address.user !== undefined && { user: address.user }),
  ...(address.password !== undefined && { password: address.password }),
  ...(address.database !== undefined && { database: address.database }),
  ...(address.options !== undefined && { options: address.options }),
  ...(address.channelBinding && { enableChannelBinding: true }),
});
