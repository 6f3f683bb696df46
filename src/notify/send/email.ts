import { plainText } from '../../domain/index.ts';
import { clip } from '../clean.ts';
import { smtpServerOf } from '../channel-settings.ts';
import type { AlertEvent, Message, SendResult } from '../contract.ts';
import { causeText, factsOf, headlineOf, linkOf, listedEvents, minuteOf, severityOf } from '../describe.ts';
import { hiderOf } from '../hide.ts';
import { troubleOf } from '../trouble.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly message: Message;
}

export interface MailOptions {
  /** `smtps://user:password@host` */
  readonly server: string;
  readonly baseUrl: string | undefined;
  /** From the connection to the last answer. */
  readonly timeoutMs: number;
}

/** Hands a message to a mail server. It counts as delivered when at least one recipient was taken; the others are named. */
export const sendMail = async ({ from, to, message }: Mail, options: MailOptions): Promise<SendResult> => {
  const { timeoutMs, baseUrl } = options;
  const server = smtpServerOf(options.server);
  if ('reason' in server)
    return { delivered: false, reason: `the address of the mail server cannot be used: ${server.reason}`, retryAfterMs: null };
  const { host, port, secure, user, password, requireTls } = server;
  const hide = hiderOf([options.server, password, `\0${user}\0${password}`]);
  // Loaded by those who send mail: no other command needs its 60 files.
  const { createTransport } = await import('nodemailer');
  const signal = AbortSignal.timeout(timeoutMs);
  const transport = createTransport({
    ...{ host, port, secure, requireTLS: requireTls, logger: false, debug: false, disableFileAccess: true, disableUrlAccess: true },
    ...(user === null ? {} : { auth: { user, pass: password } }),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
  });
  const place = `${host}:${port}`;
  try {
    const { response, rejected } = await transport.sendMail({ from, to: [...to], ...mailOf(message, from, baseUrl), signal });
    const refused = rejected.map((each) => String(each)).join(', ');
    return {
      delivered: true,
      answer: answerOf(hide, place, response),
      remark: refused === '' ? null : hide(`refused for ${refused}`),
    };
  } catch (error) {
    const { response } = error as { response?: unknown };
    if (signal.aborted)
      return { delivered: false, reason: `${place} did not take the message within ${timeoutMs / 1000} s`, retryAfterMs: null };
    const reason =
      typeof response === 'string' ? answerOf(hide, place, response) : clip(plainText(hide(`${place}: ${troubleOf(error)}`)), 400);
    return { delivered: false, reason, retryAfterMs: null };
  } finally {
    transport.close();
  }
};

const answerOf = (hide: (text: string) => string, place: string, response: string): string =>
  `${place} answered "${clip(plainText(hide(response)).trim(), 200)}"`;

/** Subject, texts and the id, which is the same with every attempt: mail programs show such a message once. */
export const mailOf = (message: Message, from: string, baseUrl: string | undefined) => {
  const { idempotencyKey, events } = message;
  const headline = headlineOf(message);
  return {
    subject: clip(`[${severityOf(message)}] ${headline}`, 200),
    messageId: `<${idempotencyKey}@${from.split('@').at(-1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Tidemark-Kind': events[0]!.kind, 'X-Tidemark-Severity': severityOf(message) },
    text: textOf(headline, events, baseUrl),
    html: htmlOf(headline, events, baseUrl),
  };
};

const factsWith = (event: AlertEvent): [string, string][] => [
  ...factsOf(event),
  ...(event.cause ? [['Cause', causeText(event.cause)] as [string, string]] : []),
  ...(event.next ? [['Next', event.next] as [string, string]] : []),
  ['At', `${minuteOf(event.at)} UTC`],
];

const textOf = (headline: string, events: readonly AlertEvent[], baseUrl: string | undefined): string => {
  const parts = events.slice(0, listedEvents).map((event) => {
    const facts = factsWith(event).map(([name, value]) => `${`${name}:`.padEnd(10)}${value}`);
    const link = linkOf(event, baseUrl) ?? event.link;
    return [...(events.length === 1 ? [] : [event.title]), ...facts, ...(link === null ? [] : [`Look:     ${link}`])].join('\n');
  });
  return `${[headline, ...parts, ...moreOf(events)].join('\n\n')}\n`;
};

const htmlOf = (headline: string, events: readonly AlertEvent[], baseUrl: string | undefined): string => {
  const parts = events.slice(0, listedEvents).map((event) => {
    const url = linkOf(event, baseUrl);
    const rows = factsWith(event).map(
      ([name, value]) => `<tr><td style="color:#666;padding-right:1em">${name}</td><td>${html(value)}</td></tr>`,
    );
    const place =
      url === null
        ? event.link === null
          ? ''
          : `<p>On the dashboard: ${html(event.link)}</p>`
        : `<p><a href="${html(url)}">Open in Tidemark</a></p>`;
    return `${events.length === 1 ? '' : `<h3>${html(event.title)}</h3>`}<table>${rows.join('')}</table>${place}`;
  });
  return `<!doctype html><html><body style="font-family:sans-serif"><h2>${html(headline)}</h2>${parts.join('')}${moreOf(events)
    .map((line) => `<p>${line}</p>`)
    .join('')}</body></html>`;
};

const moreOf = (events: readonly AlertEvent[]): string[] =>
  events.length > listedEvents ? [`and ${events.length - listedEvents} more`] : [];

const html = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[letter]!);
