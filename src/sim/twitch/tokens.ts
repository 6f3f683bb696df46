import type { Answer, SimRequest } from '../platform.ts';
import { uuidOf } from '../random.ts';
import { jsonWire, queryValue } from '../wire.ts';

/** What an operator of the simulated platform has registered. */
export const application = { id: 'simulated-client', secret: 'simulated-secret' } as const;

/** The tokens given out, and until when they hold. */
export interface Tokens {
  /** Answers `POST /oauth2/token`. */
  give(request: SimRequest): Answer;
  holds(token: string): boolean;
  /** All tokens given out so far are refused from now on. */
  revoke(): void;
  /** How many were given out. */
  given(): number;
}

const refuse = (status: number, message: string): Answer => ({ status, body: jsonWire({ status, message }) });

export const createTokens = (seed: number, lastsSeconds: number, now: () => number): Tokens => {
  const until = new Map<string, number>();
  let count = 0;
  return {
    give: ({ method, body }) => {
      if (method !== 'POST') return refuse(404, '404 page not found');
      const field = (name: string): string => queryValue(body, name) ?? '';
      if (field('grant_type') !== 'client_credentials') return refuse(400, 'invalid grant type');
      if (field('client_id') !== application.id) return refuse(400, 'invalid client');
      if (field('client_secret') !== application.secret) return refuse(403, 'invalid client secret');
      const token = uuidOf(seed, ++count).replaceAll('-', '').slice(0, 30);
      until.set(token, now() + lastsSeconds * 1000);
      return { body: jsonWire({ access_token: token, expires_in: lastsSeconds, token_type: 'bearer' }) };
    },
    holds: (token) => now() < (until.get(token) ?? 0),
    revoke: () => until.clear(),
    given: () => count,
  };
};
