import { z } from 'zod';
import type { ChannelKind, ChannelSettings } from './contract.ts';

// A person who gives the secret itself instead of the name must not find it in the complaint: no message shows what was given.
const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'give the name of an environment variable, such as SLACK_WEBHOOK_URL, and not its value')
  .refine(
    (name) => !/^(TIDEMARK_|DATABASE_URL$|LAKE_URL$|AWS_|PRIVACY_)/.test(name),
    'this variable belongs to Tidemark itself; use one of its own',
  );

const address = z.string().superRefine((text, context) => {
  const reason = reasonAgainstUrl(text, 'any');
  const url = URL.parse(text);
  if (reason !== null) context.addIssue(reason);
  else if (url!.hostname === 'hooks.slack.com') context.addIssue('this address is a secret of Slack: add a channel of the kind slack');
  else if (url!.search !== '')
    context.addIssue('an address with a query may hold a secret: put it into the environment and name it with --url-from');
});

const mailbox = z.string().regex(/^[^\s()<>@,;:"\\\p{Cc}]+@[^\s()<>@,;:"\\\p{Cc}]+$/u, 'give an address such as ops@example.org');

const schemas = {
  slack: z.strictObject({ secretFrom: variable }),
  webhook: z
    .strictObject({ secretFrom: variable, url: address.optional(), urlFrom: variable.optional() })
    .refine(({ url, urlFrom }) => (url === undefined) !== (urlFrom === undefined), 'give its address: either --url or --url-from'),
  email: z.strictObject({ secretFrom: variable, from: mailbox, to: z.array(mailbox).min(1, 'give at least one recipient').max(50) }),
} as const;

const flags: Readonly<Record<string, string>> = {
  secretFrom: '--secret-from',
  url: '--url',
  urlFrom: '--url-from',
  from: '--from',
  to: '--to',
};

/** The settings of a channel, checked; or what is wrong with them, in words without secrets. */
export const parseChannelSettings = (
  kind: ChannelKind,
  settings: Readonly<Record<string, unknown>>,
): { readonly settings: ChannelSettings } | { readonly reason: string } => {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const parsed = schemas[kind].safeParse(given);
  if (parsed.success) return { settings: parsed.data };
  const { path, message, code } = parsed.error.issues[0]!;
  const flag = flags[String(path[0])];
  if (code === 'unrecognized_keys') {
    const names = Object.keys(given).filter((name) => !(name in schemas[kind].shape));
    return { reason: `${names.map((name) => flags[name] ?? name).join(', ')} means nothing to a channel of the kind ${kind}` };
  }
  if (flag !== undefined && code === 'invalid_type' && given[String(path[0])] === undefined) return { reason: `${flag} is missing` };
  return { reason: flag === undefined ? message : `${flag}: ${message}` };
};

const isLocal = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** Why a text is no address to post to, in words without the text; null when it is one. `safe`: https, or inside this machine. */
export const reasonAgainstUrl = (text: string, kind: 'any' | 'safe'): string | null => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'it is no address that begins with https://';
  if (kind === 'safe' && url.protocol === 'http:' && !isLocal(url.hostname))
    return 'it has to begin with https://, as the address is a secret';
  if (url.username !== '' || url.password !== '') return 'an address with a login in it is not used';
  if (url.hash !== '') return 'an address with a fragment (#) is not used';
  return null;
};

/** Where mail is handed in. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string;
  /** A password goes out in the clear only inside this machine. */
  readonly requireTls: boolean;
}

/** Reads `smtp[s]://[user:password@]host[:port]`; or says why it cannot be used, in words without the text. */
export const smtpServerOf = (text: string): SmtpServer | { readonly reason: string } => {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return { reason: 'it is no address such as smtps://user:password@mail.example.org' };
  if (url.search !== '' || url.hash !== '' || url.pathname.length > 1)
    return { reason: 'nothing may stand behind the host and the port; encode special characters of the password, as in %40 for @' };
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  try {
    const user = url.username === '' ? null : decodeURIComponent(url.username);
    const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
    return {
      host,
      port,
      secure,
      user,
      password: decodeURIComponent(url.password),
      requireTls: !secure && user !== null && !isLocal(url.hostname),
    };
  } catch {
    return { reason: 'a % in its login has to be written as %25' };
  }
};
