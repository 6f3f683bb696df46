import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire } from '../wire.ts';

/** The key that the simulated platform knows; the source's setting is simulated by the same. */
export const simulatedKey = 'simulated-youtube-key';

/** An error as the platform writes it. */
export const refusalAnswer = (code: number, reason: string, message: string, domain: string, status?: string): Answer => ({
  status: code,
  body: jsonWire({ error: { code, message, errors: [{ message, domain, reason }], ...(status === undefined ? {} : { status }) } }),
});

export const quotaExceeded = refusalAnswer(
  403,
  'quotaExceeded',
  'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.',
  'youtube.quota',
);
export const rateLimitExceeded = refusalAnswer(403, 'rateLimitExceeded', 'Rate Limit Exceeded', 'usageLimits');
export const keyInvalid = refusalAnswer(400, 'keyInvalid', 'Bad Request', 'usageLimits');
export const missingParameter = (what: string): Answer =>
  refusalAnswer(400, 'missingRequiredParameter', `No ${what} selected.`, 'youtube.parameter');

const noKey = refusalAnswer(
  403,
  'forbidden',
  "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  'global',
  'PERMISSION_DENIED',
);

/** Counts the units of the one project there is. */
export interface Quota {
  /** Null when a call may be made, which is then counted; else what it is answered. */
  charge(request: SimRequest): Answer | null;
  used(day: DayNumber): number;
}

/** The day begins at midnight in California on the real platform; the world knows only its own days. */
export const createQuota = (units: number): Quota => {
  let spent = { day: Number.NaN, units: 0 };
  return {
    charge({ headers, day }) {
      const key = headers['x-goog-api-key'];
      if (key === undefined) return noKey;
      if (key !== simulatedKey) return keyInvalid;
      if (spent.day !== day) spent = { day, units: 0 };
      if (spent.units >= units) return quotaExceeded;
      spent.units++;
      return null;
    },
    used: (day) => (spent.day === day ? spent.units : 0),
  };
};
