import type { Exchange } from './record.ts';

/** What the JSON of a body says, for the one who reads it next. Never more than `JSON.parse(exchange.body)` would say. */
const decoded = new WeakMap<Exchange, unknown>();

/**
 * Hands on what was decoded of a body anyway. A body with people in it is decoded once they are replaced, to see whether it is JSON at all; decoding it
 * again for its parser took 3 us for each row of TikTok.
 */
export const handOnDecoded = (exchange: Exchange, value: unknown): void => void decoded.set(exchange, value);

/** Takes what was handed on, once: it is not kept as long as the exchange is. Undefined: decode the body. */
export const takeDecoded = (exchange: Exchange): unknown => {
  const value = decoded.get(exchange);
  decoded.delete(exchange);
  return value;
};
