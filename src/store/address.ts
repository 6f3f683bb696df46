import { TidemarkError } from '../domain/index.ts';

/** How much TLS is asked for, in libpq's words. */
export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** A DATABASE_URL, read. What it leaves out is left to pg: the PG* variables, then the defaults. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly sslMode: SslMode;
  /** Path of a file with certificates, or `system`. */
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly channelBinding: boolean;
  /** Start-up options, such as the endpoint id some hosted servers want. */
  readonly options: string | undefined;
  /** Host, port and database; never a password. */
  readonly label: string;
}

/** libpq's other parameters: they are allowed in an address and change nothing here. */
const ignored = new Set([
  'application_name',
  'connect_timeout',
  'client_encoding',
  'fallback_application_name',
  'gssencmode',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'krbsrvname',
  'load_balance_hosts',
  'require_auth',
  'sslcompression',
  'sslnegotiation',
  'sslsni',
  'target_session_attrs',
  'tcp_user_timeout',
]);
const used = ['host', 'port', 'user', 'password', 'dbname', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'channel_binding', 'options'];

const refuse = (reason: string, cause?: unknown): TidemarkError => new TidemarkError('TDM_DATABASE_ADDRESS', { reason }, cause);

/**
 * Reads a DATABASE_URL as libpq does. pg's own reading differs where it matters: it takes `require` for `verify-full` and silently
 * drops what it does not know, so that a misspelt `sslmode` would go unnoticed.
 *
 * Throws TDM_DATABASE_ADDRESS.
 */
export const parseAddress = (text: string): DatabaseAddress => {
  const trimmed = text.trim();
  if (trimmed === '') throw refuse('it is empty');
  if (!/^postgres(ql)?:\/\//i.test(trimmed)) throw refuse('it does not begin with postgres://');
  // Without a host ("postgres:///name?host=/run/postgresql") the address is good for libpq, and none for the URL standard.
  const url = readUrl(trimmed);
  // The rest of a password with a / or # in it, most likely: nothing of it may come into a message.
  if (url.hash !== '' || url.pathname.includes('@')) throw refuse(unencoded);
  const parameters = new Map(url.searchParams);
  for (const name of parameters.keys())
    if (!used.includes(name) && !ignored.has(name))
      throw /^\w+$/.test(name) ? refuse(`it has an unknown parameter "${name}" (known are ${used.join(', ')})`) : refuse(unencoded);

  const host = parameters.get('host') || (url.hostname === nowhere ? '' : decoded(url.hostname.replace(/^\[(.*)\]$/, '$1')));
  if (host.includes(',')) throw refuse('it names several hosts; give the one to write to');
  const port = parameters.get('port') || url.port || process.env['PGPORT'] || '5432';
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) throw refuse(`the port "${port}" is not a number from 1 to 65535`);
  const sslMode =
    parameters.get('sslmode') ?? (parameters.get('sslrootcert') === 'system' ? 'verify-full' : (process.env['PGSSLMODE'] ?? 'prefer'));
  if (!(sslModes as readonly string[]).includes(sslMode)) throw refuse(`sslmode "${sslMode}" is none of ${sslModes.join(', ')}`);

  const database = parameters.get('dbname') || decoded(url.pathname.slice(1)) || undefined;
  const finalHost = host || process.env['PGHOST'] || 'localhost';
  return {
    host: finalHost,
    port: Number(port),
    user: parameters.get('user') || decoded(url.username) || undefined,
    password: parameters.get('password') || decoded(url.password) || undefined,
    database,
    sslMode: sslMode as SslMode,
    sslRootCert: parameters.get('sslrootcert') || process.env['PGSSLROOTCERT'] || undefined,
    sslCert: parameters.get('sslcert') || undefined,
    sslKey: parameters.get('sslkey') || undefined,
    channelBinding: ['prefer', 'require'].includes(parameters.get('channel_binding') ?? ''),
    options: parameters.get('options') || undefined,
    label: `${finalHost.includes(':') ? `[${finalHost}]` : finalHost}:${port}${database === undefined ? '' : `/${database}`}`,
  };
};

const nowhere = 'no-host';

const unencoded = 'it cannot be read; special characters in the password must be percent-encoded (@ as %40, / as %2F, # as %23)';

const readUrl = (text: string): URL => {
  const withHost = text.replace(/^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)(?=[/?:]|$)/i, `$1${nowhere}`);
  try {
    return new URL(withHost);
  } catch (error) {
    // The message of the URL parser would repeat the address, password and all.
    throw refuse(unencoded, error);
  }
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw refuse('it has a % that begins no percent-encoding; write a real one as %25', error);
  }
};
