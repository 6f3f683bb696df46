import type { Clock } from '../domain/index.ts';
import { proxyFromEnvironment, userAgentOf } from '../net/index.ts';
import { createDeliverer, createForgetter, createSend } from '../notify/index.ts';
import type { Attempt, RetentionReport } from '../notify/index.ts';
import { databaseClock } from '../store/index.ts';
import { tellChallenges, tellLateRuns } from './events.ts';
import { version } from './version.ts';
import type { WorkingOptions } from './working.ts';

/** What a worker does so that people are told. */
export interface Telling {
  /** Notice late runs and challenges, begin to deliver what is due, forget what is old: each by itself, every few seconds. They return soon, however slow receivers are. */
  readonly besides: readonly (() => Promise<unknown>)[];
  /** Begins to deliver what is due. */
  deliver(): Promise<void>;
  /** Waits for the deliveries under way. */
  settled(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;

/** So often the clock is compared with the database's again: what somebody sets while a worker lives must not hold alerts up, or hurry them. */
const compareMs = 10_000;

export const createTelling = (options: Pick<WorkingOptions, 'store' | 'settings' | 'clock' | 'logger' | 'stop'>): Telling => {
  const { store, settings, clock, logger, stop } = options;
  let current: Clock = clock;
  const now = (): number => current.now();
  let comparedAt = performance.now();
  const compare = async (): Promise<void> => {
    if (performance.now() - comparedAt < compareMs) return;
    current = await databaseClock(store);
    comparedAt = performance.now();
  };

  const send = createSend({
    secret: (name) => process.env[name],
    userAgent: userAgentOf(version, settings.contact ?? 'alerts'),
    ...{ now, baseUrl: settings.url, proxy: proxyFromEnvironment(process.env) },
  });
  const onAttempt = ({ channel, attempt, state, result }: Attempt): void => {
    if (result.delivered) return;
    const end = state === 'given-up' ? `an alert was given up; send it again with: tidemark alerts resend ${channel.name}` : null;
    logger.warn({ channel: channel.name, attempt, state, reason: result.reason }, end ?? `an alert was not delivered to ${channel.name}`);
  };
  const onForgotten = ({ deleted, givenUp }: RetentionReport): void => {
    if (deleted > 0) logger.info({ deleted }, `${deleted} alerts older than ${settings.alertDays} days were deleted`);
    for (const [channel, messages] of Object.entries(givenUp))
      logger.warn({ channel, messages }, `${messages} alerts to ${channel} were given up: they waited for longer than alerts are kept`);
  };
  const deliverer = createDeliverer({ store, now, send, stop, onAttempt });
  const forget = createForgetter({ store, now, keepMs: settings.alertDays * dayMs, onForgotten });
  const deliver = async (): Promise<void> => {
    await compare();
    await deliverer.look();
  };
  return {
    besides: [() => tellLateRuns(store, clock), () => tellChallenges(store, clock), deliver, forget],
    deliver,
    settled: deliverer.settled,
  };
};
