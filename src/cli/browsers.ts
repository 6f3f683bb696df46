import { reasonOf } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import { browserSettings, callWebhook, createBrowserPool, proxyFromEnvironment } from '../net/index.ts';
import type { BrowserPool, Challenge } from '../net/index.ts';
import type { Logger } from './logger.ts';
import type { Settings } from './settings.ts';

/** The browsers of one command, and whom it tells when a platform asks for a person. */
export interface Browsers extends AsyncDisposable {
  readonly pool: BrowserPool;
  readonly onChallenge: (challenge: Challenge) => void;
}

/** Opens nothing by itself: the first page does. */
export const openBrowsers = (options: {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isSimulated: boolean;
  readonly onWait?: (sentence: string) => void;
}): Browsers => {
  const { settings, clock, logger, isSimulated, onWait } = options;
  const told = new Set<Promise<void>>();
  const pool = createBrowserPool({
    settings: browserSettings(settings.browserEndpoints),
    ...(isSimulated ? {} : { proxy: proxyFromEnvironment(process.env) }),
    onEvent: (event) => {
      if (event.kind !== 'passed-over') return logger.info(event, `browser ${event.kind}`);
      const sentence = `the browser ${event.browser} does not answer and is passed over for a minute: ${event.reason}`;
      logger.warn(event, sentence);
      onWait?.(sentence);
    },
  });

  const tell = async (address: string, challenge: Challenge): Promise<void> => {
    const failure = await callWebhook(address, challenge, clock).catch(reasonOf);
    if (failure !== null)
      logger.warn({ challenge: challenge.id }, `the webhook could not be told of challenge ${challenge.id}: ${failure}`);
  };
  const onChallenge = (challenge: Challenge): void => {
    const { id, platform, url, reason } = challenge;
    const sentence = `challenge ${id}: ${platform} asks for a person at ${url} (${reason}); look at it with: tidemark challenge open ${id}`;
    logger.warn({ challenge: id, lane: challenge.lane, reason }, sentence);
    onWait?.(sentence);
    if (settings.challengeWebhook === undefined) return;
    const telling = tell(settings.challengeWebhook, challenge).finally(() => told.delete(telling));
    told.add(telling);
  };
  return {
    pool,
    onChallenge,
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await Promise.all(told);
    },
  };
};
