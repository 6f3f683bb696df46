import type { Answer, SimRequest } from '../platform.ts';
import { queryValue } from '../wire.ts';
import { noonOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';

/** The key that a relay of the simulated world takes. */
export const simulatedKey = 'simulated-key';
export const relayHost = 'tiktok-relay.example';
export const siteHost = 'www.tiktok.com';

/** What every answer carries along. */
export const logWire = (day: DayNumber): string =>
  `"extra":{"fatal_item_ids":[],"logid":"sim${day}","now":${noonOf(day)}},"log_pb":{"impr_id":"sim${day}"}`;

export const refused = (code: number, day: DayNumber): Answer => ({
  body: `{${logWire(day)},"statusCode":${code},"status_code":${code},"status_msg":""}`,
});

const silence: Answer = { body: '' };

/**
 * Lets a call through that is signed: on the site by what a browser adds to the address, at the relay by the key. The others get what TikTok gives:
 * 200 and not a byte. A key that the relay does not know is refused in its own words.
 */
export const signed =
  (answer: (request: SimRequest) => Answer) =>
  (request: SimRequest): Answer => {
    if (request.host === siteHost) return queryValue(request.query, 'X-Bogus') ? answer(request) : silence;
    const key = request.headers['x-api-key'];
    if (key === undefined || key === '') return silence;
    return key === simulatedKey ? answer(request) : { status: 401, body: '{"message":"Invalid API key"}' };
  };

export const whole = (text: string | null, fallback: number, most: number): number =>
  Math.max(1, Math.min(most, text !== null && /^\d{1,6}$/.test(text) ? Number(text) : fallback));
