import type { Exchange } from '../../src/domain/index.ts';

/** An exchange that went well, frozen: a parser that writes into it fails. */
export const exchangeWith = (change: Partial<Exchange> & { readonly url?: string }): Exchange => {
  const { url = '', ...rest } = change;
  const body = rest.body ?? '';
  return Object.freeze({
    request: Object.freeze({ method: 'GET' as const, url }),
    status: 200,
    headers: Object.freeze({}),
    body,
    bytes: Buffer.byteLength(body),
    at: 1_700_000_000_000,
    durationMs: 5,
    attempts: 1,
    outcome: 'ok' as const,
    ...rest,
  });
};
