import { EnvHttpProxyAgent, request } from 'undici';
import type { ProxySettings } from './transport/index.ts';

/** A service of the operator: no platform, so it has no lane and no robots.txt, and its answers are no exchanges. */
export interface OwnService {
  readonly url: string;
  /** Sent in the header `X-API-Key`, to this address and nowhere else. */
  readonly key: string;
  readonly userAgent: string;
  readonly proxy?: ProxySettings | undefined;
  /** From the request to the last byte. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface ServiceAnswer {
  readonly status: number;
  /** Where a redirect points; it is not followed, as the key would go along. */
  readonly location: string | null;
  readonly text: string;
}

/** Asks once. Throws an Error with the reason when no whole answer comes within its limits. */
export const fetchOwnService = async (service: OwnService): Promise<ServiceAnswer> => {
  const { url, key, userAgent, proxy, timeoutMs = 60_000, maxBytes = 32 * 2 ** 20 } = service;
  const isLocal = url.startsWith('http:');
  const dispatcher =
    proxy && !isLocal
      ? new EnvHttpProxyAgent({ httpProxy: proxy.http ?? '', httpsProxy: proxy.https ?? '', noProxy: proxy.except ?? '' })
      : undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { statusCode, headers, body } = await request(url, {
      headers: { 'x-api-key': key, 'user-agent': userAgent, accept: 'application/json', 'accept-encoding': 'identity' },
      signal,
      ...(dispatcher && { dispatcher }),
    });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += (chunk as Buffer).length;
      if (length > maxBytes) throw new Error(`its answer has more than ${maxBytes} bytes`);
      chunks.push(chunk as Buffer);
    }
    const { location } = headers;
    return { status: statusCode, location: typeof location === 'string' ? location : null, text: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    if (signal.aborted) throw new Error(`no whole answer within ${timeoutMs / 1000} s`, { cause: error });
    throw error;
  } finally {
    await dispatcher?.destroy();
  }
};
