import { reasonOf } from '../../domain/index.ts';
import type { Instant } from '../../domain/index.ts';
import type { ProxySettings } from '../../net/index.ts';
import { reasonAgainstUrl } from '../channel-settings.ts';
import type { ChannelAddress, Message, Send, SendResult } from '../contract.ts';
import { hiderOf, secretsOfUrl } from '../hide.ts';
import { post } from '../http.ts';
import { sendMail } from './email.ts';
import { slackBody } from './slack.ts';
import { signatureOf, webhookBody } from './webhook.ts';

export interface SendOptions {
  /** The value of an environment variable. Read at every attempt, written nowhere. */
  readonly secret: (name: string) => string | undefined;
  readonly userAgent: string;
  readonly now: () => Instant;
  /** Address of the dashboard, for links. */
  readonly baseUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** Of one attempt over HTTP, 10 s; mail has three times as long, as its servers greet slowly on purpose. */
  readonly timeoutMs?: number | undefined;
}

/** The longest that one attempt may take, in ms, when nothing else was said. */
export const sendTimeoutMs = 10_000;

const shortestKey = 16;

class Unusable extends Error {}

/** Sends over the network: Slack, a webhook, e-mail. */
export const createSend = (options: SendOptions): Send => {
  const { secret, baseUrl, now, timeoutMs = sendTimeoutMs } = options;
  const http = { userAgent: options.userAgent, proxy: options.proxy, timeoutMs, now };

  const valueOf = (name: string): string => {
    const value = secret(name)?.trim();
    if (!value) throw new Unusable(`${name} is not set where this ran`);
    return value;
  };
  const addressOf = (name: string, kind: 'any' | 'safe'): string => {
    const value = valueOf(name);
    const reason = reasonAgainstUrl(value, kind);
    if (reason !== null) throw new Unusable(`the value of ${name} cannot be used: ${reason}`);
    return value;
  };

  const slack = (secretFrom: string, message: Message): Promise<SendResult> => {
    const url = addressOf(secretFrom, 'safe');
    return post({ url, headers: {}, body: JSON.stringify(slackBody(message, baseUrl)), hide: hiderOf(secretsOfUrl(url)) }, http);
  };

  const webhook = ({ settings }: ChannelAddress, message: Message): Promise<SendResult> => {
    const { url: open, urlFrom, secretFrom } = settings;
    const key = valueOf(secretFrom);
    if (key.length < shortestKey)
      throw new Unusable(`the value of ${secretFrom} cannot be used: a key has at least ${shortestKey} characters`);
    const url = urlFrom === undefined ? open! : addressOf(urlFrom, 'any');
    const body = webhookBody(message, baseUrl);
    const headers = { 'idempotency-key': message.idempotencyKey, 'tidemark-signature': signatureOf(body, key, now()) };
    return post({ url, headers, body, hide: hiderOf([key, ...(urlFrom === undefined ? [] : secretsOfUrl(url))]) }, http);
  };

  const email = ({ settings }: ChannelAddress, message: Message): Promise<SendResult> => {
    const server = valueOf(settings.secretFrom);
    return sendMail({ from: settings.from!, to: settings.to!, message }, { server, baseUrl, timeoutMs: 3 * timeoutMs });
  };

  return async (channel, message) => {
    try {
      if (channel.kind === 'slack') return await slack(channel.settings.secretFrom, message);
      return await (channel.kind === 'webhook' ? webhook(channel, message) : email(channel, message));
    } catch (error) {
      // What a library throws may name an address; only what we say ourselves is repeated.
      const reason = error instanceof Unusable ? error.message : `it cannot be sent (${error instanceof Error ? error.name : 'error'})`;
      return { delivered: false, reason: reasonOf(reason), retryAfterMs: null };
    }
  };
};

/** What a channel lacks in this environment, in words without a value; null when nothing. */
export const reasonAgainstChannel = ({ settings }: ChannelAddress, secret: SendOptions['secret']): string | null => {
  const missing = [settings.secretFrom, settings.urlFrom].filter((name) => name !== undefined && !secret(name)?.trim());
  return missing.length === 0 ? null : `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set here`;
};
