import { stripSecrets, TidemarkError } from '../../domain/index.ts';
import type { NetRequest } from '../contract.ts';
import { acceptEncoding } from './decode.ts';

/**
 * The one User-Agent of everything Tidemark sends: `Mozilla/5.0 (compatible; Tidemark/<version>; +<contact>)`.
 * Throws TDM_SETTING_INVALID when the contact could break out of the header.
 */
export const userAgentOf = (version: string, contact: string): string => {
  if (!/^[\x21-\x7e]{3,200}$/.test(contact) || /[()<>;\\]/.test(contact)) {
    const reason = 'it has to be an e-mail address or a web page, without blanks and brackets';
    throw new TidemarkError('TDM_SETTING_INVALID', { setting: 'TIDEMARK_CONTACT', reason, file: '.env' });
  }
  return `Mozilla/5.0 (compatible; Tidemark/${version}; +${contact})`;
};

const accepts: Readonly<Record<NetRequest['payload'], string>> = {
  json: 'application/json, text/plain;q=0.9, */*;q=0.5',
  jsonp: 'text/javascript, application/javascript, application/json;q=0.9, */*;q=0.5',
  html: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.5',
};

/** What a source may not set: who we are is the same everywhere, and the connection is the transport's. */
const reserved = /^(?:user-agent|host|connection|keep-alive|proxy-.*|transfer-encoding|content-length|accept-encoding|te|upgrade|expect)$/i;
const credential = /^(?:authorization|cookie|client-id)$|secret|token|api-?key|client-(?:id|secret)|apigw/i;
const credentialParameter = /[?&](?:key|api_key|apikey|token|access_token|client_secret)=/i;

const isCredentialHeader = (name: string): boolean => credential.test(name);

/** Whether the operator's key goes with a request: then 401 and 403 speak of the key, not of the reader. */
export const carriesCredential = (request: Pick<NetRequest, 'url' | 'headers'>): boolean =>
  credentialParameter.test(request.url) || Object.keys(request.headers ?? {}).some(isCredentialHeader);

/** The headers of a request as name, value, name, value. `foreign`: for another origin than the one the credentials are meant for. */
export const requestHeaders = (
  request: Pick<NetRequest, 'headers' | 'payload'>,
  userAgent: string,
  validators: NetRequest['validators'],
  foreign: boolean,
): string[] => {
  const headers = ['user-agent', userAgent, 'accept-encoding', acceptEncoding];
  let accept = false;
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (reserved.test(name) || (foreign && isCredentialHeader(name))) continue;
    if (name.toLowerCase() === 'accept') accept = true;
    headers.push(name, value);
  }
  if (!accept) headers.push('accept', accepts[request.payload]);
  if (validators?.etag) headers.push('if-none-match', validators.etag);
  if (validators?.lastModified) headers.push('if-modified-since', validators.lastModified);
  return headers;
};

/** Headers of an answer that are kept with the exchange: what the body is, how old it is, and how patient the platform is. */
const kept = new Set(
  ['content-type', 'content-language', 'content-encoding', 'date', 'age', 'expires', 'cache-control', 'etag', 'last-modified'].concat([
    'retry-after',
    'location',
    'link',
    'www-authenticate',
    'server',
  ]),
);
const keptPattern = /^(?:x-)?rate-?limit|quota|^x-(?:request|trace|amz-cf|correlation)-id$|^x-total/;

/** Whether each name met so far is kept. Bounded, because a server may invent names. */
const verdicts = new Map<string, boolean>();

const isKept = (name: string): boolean => {
  let verdict = verdicts.get(name);
  if (verdict === undefined) {
    verdict = kept.has(name) || keptPattern.test(name);
    if (verdicts.size < 1000) verdicts.set(name, verdict);
  }
  return verdict;
};

/** The answer's headers worth keeping, lower case, one text each. Cookies and everything unknown are dropped: they may identify us. */
export const keptHeaders = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> => {
  const result: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || !isKept(name)) continue;
    const text = typeof value === 'string' ? value : value.join(', ');
    result[name] = name === 'location' || name === 'link' ? stripSecrets(text) : text;
  }
  return result;
};

/** A header that may have been sent twice: the first one counts. */
export const single = (value: string | string[] | undefined): string | undefined => (typeof value === 'object' ? value[0] : value);
