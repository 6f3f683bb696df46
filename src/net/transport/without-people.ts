import { handOnDecoded } from '../../domain/index.ts';
import type { Exchange } from '../../domain/index.ts';
import type { NetRequest } from '../contract.ts';
import { redact } from '../privacy/index.ts';
import type { Hasher } from '../privacy/index.ts';

/** An answer as it came, before private people are replaced. Plain data: it may be sent to another thread. */
export type Answered = Omit<Exchange, 'request'>;

/** All that taking the people out of an answer needs besides the answer. */
export interface PrivacyRules extends Pick<NetRequest, 'payload' | 'privateFields'> {
  readonly hasher: Hasher;
  readonly keepNames: boolean;
  /** A replay's note already says why its body was not kept. */
  readonly replayed: boolean;
}

/** Makes the exchange of an answer: its private people replaced, or its body withheld where they cannot be found. Pure. `url`: without secrets. */
export const withoutPeople = (answered: Answered, url: string, rules: PrivacyRules): Exchange => {
  const { body, state, note: why, decoded } = redact({ ...rules, body: answered.body });
  // A payload whose people cannot be found is not the shape we know, whatever its status says.
  const outcome = answered.outcome === 'ok' && (state === 'skeleton' || state === 'withheld') ? 'changed-shape' : answered.outcome;
  const own = answered.note;
  const note = why === undefined || (rules.replayed && own !== undefined) ? own : own === undefined ? why : `${own}; ${why}`;
  const exchange: Exchange = { request: { method: 'GET', url }, ...answered, body, outcome, ...(note !== undefined && { note }) };
  if (decoded !== undefined) handOnDecoded(exchange, decoded);
  return exchange;
};
