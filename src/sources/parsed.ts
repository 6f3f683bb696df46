import type { Exchange, Parsed } from '../domain/index.ts';
import type { Endpoint } from './contract.ts';

/** What another thread has already read out of an exchange. */
const handedOn = new WeakMap<Exchange, Parsed>();

/** Hands on what `endpoint.parse(exchange)` says, for the reader that will ask for it. */
export const handOnParsed = (exchange: Exchange, parsed: Parsed): void => void handedOn.set(exchange, parsed);

/** What an exchange says: what was handed on, else what its endpoint's parser makes of it now. */
export const parsedOf = (endpoint: Endpoint, exchange: Exchange): Parsed => handedOn.get(exchange) ?? endpoint.parse(exchange);
