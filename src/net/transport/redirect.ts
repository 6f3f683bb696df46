import { stripSecrets, TidemarkError } from '../../domain/index.ts';

/** Where a redirect leads, or why it is not followed. */
export type Redirect = { readonly to: URL; readonly refused: null } | { readonly to: null; readonly refused: string };

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/** Judges a redirect: only within the hosts of the source, never from https back to http, never to another scheme. */
export const judgeRedirect = (from: URL, to: URL | null, location: string, hosts: readonly string[]): Redirect => {
  if (!to) return { to: null, refused: `the redirect to "${stripSecrets(location.slice(0, 200))}" is not an address` };
  const inside = hosts.some((host) => host.toLowerCase() === to.hostname || host.toLowerCase() === to.host);
  const downgraded = to.protocol !== from.protocol && to.protocol !== 'https:';
  if (inside && !downgraded) return { to, refused: null };
  const error = new TidemarkError('TDM_REDIRECT_OUTSIDE', { url: from.href, to: to.href });
  return { to: null, refused: inside ? `the redirect to ${stripSecrets(to.href)} leaves https` : `${error.code}: ${error.message}` };
};
