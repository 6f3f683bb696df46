import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, type ConnectionOptions } from 'node:tls';
import { TidemarkError, reasonOf } from '../domain/index.ts';
import type { DatabaseAddress } from './address.ts';

/** What to try, in order: TLS with these options, or `false` for none. */
export type TlsAttempts = readonly (ConnectionOptions | false)[];

/**
 * The meaning of `sslmode`, as libpq documents it:
 *
 * - `prefer` takes TLS when the server has it, `allow` when the server insists; neither looks at the certificate.
 * - `require` encrypts and does not look, unless a root certificate is given: then it is `verify-ca`.
 * - `verify-ca` wants a certificate signed by the root, whatever its name. `verify-full` also wants the host's name in it.
 *
 * One difference: `verify-full` without a root certificate trusts the public authorities, where libpq would stop. It is as strict, and
 * what the operators of hosted servers mean.
 */
export const tlsAttempts = async (address: DatabaseAddress): Promise<TlsAttempts> => {
  if (address.host.startsWith('/')) return [false];
  const { sslMode } = address;
  if (sslMode === 'disable') return [false];
  const client = await clientCertificate(address);
  const unverified: ConnectionOptions = { ...client, rejectUnauthorized: false };
  if (sslMode === 'prefer') return [unverified, false];
  if (sslMode === 'allow') return [false, unverified];

  const root = await rootCertificates(address);
  if (sslMode === 'verify-full') return [{ ...client, ca: root ?? publicAuthorities() }];
  if (root === undefined) {
    if (sslMode === 'require') return [unverified];
    throw unusable('sslmode=verify-ca needs the root certificate in sslrootcert; for a server with a public certificate use verify-full');
  }
  if (address.sslRootCert === 'system')
    throw unusable('sslrootcert=system needs sslmode=verify-full, as anybody can have a public certificate');
  return [{ ...client, ca: root, checkServerIdentity: () => undefined }];
};

const unusable = (reason: string, cause?: unknown) => new TidemarkError('TDM_DATABASE_ADDRESS', { reason }, cause);

const publicAuthorities = (): string[] => [...getCACertificates('default'), ...getCACertificates('system')];

const fileOf = (parameter: string, path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    throw unusable(`the file of ${parameter} cannot be read (${reasonOf(error)})`, error);
  });

const rootCertificates = async ({ sslRootCert }: DatabaseAddress): Promise<string | string[] | undefined> => {
  if (sslRootCert === 'system') return publicAuthorities();
  if (sslRootCert !== undefined) return fileOf('sslrootcert', sslRootCert);
  return readFile(join(homedir(), '.postgresql', 'root.crt'), 'utf8').catch(() => undefined);
};

const clientCertificate = async ({ sslCert, sslKey }: DatabaseAddress): Promise<ConnectionOptions> => ({
  ...(sslCert !== undefined && { cert: await fileOf('sslcert', sslCert) }),
  ...(sslKey !== undefined && { key: await fileOf('sslkey', sslKey) }),
});
