import { request } from 'undici';
import { isoOf, reasonOf } from '../../domain/index.ts';
import type { Clock } from '../../domain/index.ts';
import type { Challenge } from './contract.ts';

const attempts = 3;
const pauseMs = 5000;
const patienceMs = 10_000;

/** What the operator's webhook is told. */
export const webhookBody = ({ id, platform, lane, url, reason, screenshot, host, metAt }: Challenge): Record<string, unknown> => ({
  ...{ event: 'challenge', id, platform, lane, address: url, reason, screenshot, host },
  metAt: isoOf(metAt),
  answer: { done: `POST /api/v1/challenges/${id}/done`, skip: `POST /api/v1/challenges/${id}/skip` },
});

/**
 * Tells the operator's webhook of a challenge: three tries, each answer below 400 counts. Resolves to null, or to the reason why nobody was told;
 * the challenge waits all the same.
 */
export const callWebhook = async (address: string, challenge: Challenge, clock: Clock, signal?: AbortSignal): Promise<string | null> => {
  for (let attempt = 1; ; attempt++) {
    let reason: string;
    try {
      const { statusCode, body } = await request(address, {
        ...{ method: 'POST', body: JSON.stringify(webhookBody(challenge)), headersTimeout: patienceMs, bodyTimeout: patienceMs },
        headers: { 'content-type': 'application/json', 'idempotency-key': `challenge-${challenge.id}` },
        ...(signal ? { signal } : {}),
      });
      await body.dump();
      if (statusCode < 400) return null;
      reason = `it answered ${statusCode}`;
    } catch (error) {
      reason = reasonOf(error);
    }
    if (attempt >= attempts || signal?.aborted) return reason;
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
};
