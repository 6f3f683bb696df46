import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { reasonOf, TidemarkError } from '../domain/index.ts';

/** The checkout's own folder. */
export const root = resolve(import.meta.dirname, '../..');

const optional = z
  .string()
  .transform((text) => text.trim())
  .transform((text) => (text === '' ? undefined : text))
  .optional();

const schemaName = z.string().regex(/^[a-z_][a-z0-9_]{0,40}$/, 'use lower-case letters, digits and underscores');

const environment = z.object({
  TIDEMARK_DATA: optional,
  DATABASE_URL: optional,
  LAKE_URL: optional,
  TIDEMARK_PIPELINES: optional,
  TIDEMARK_SCHEMA: optional.pipe(schemaName.optional()),
  TIDEMARK_CONTACT: optional.pipe(
    z
      .string()
      .regex(/^[^\s()<>@]+@[^\s()<>@]+\.[^\s()<>@]+$|^https?:\/\/[^\s()<>]+$/, 'give an e-mail address or a web page')
      .optional(),
  ),
  PRIVACY_NAMES: optional.pipe(z.enum(['hash', 'keep'], 'use hash or keep').optional()),
  TIDEMARK_PRIVACY_KEY: optional.pipe(z.string().min(16, 'use at least 16 characters').optional()),
  TIDEMARK_TARGETS_KEY: optional.pipe(
    z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'use one word of plain characters')
      .optional(),
  ),
  TIDEMARK_SIMULATOR: optional.pipe(z.url('give an address such as http://127.0.0.1:4180').optional()),
  TIDEMARK_LOG_LEVEL: optional.pipe(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'use trace, debug, info, warn, error or silent').optional(),
  ),
  TIDEMARK_ALLOWED_HOSTS: optional,
  TIDEMARK_URL: optional.pipe(
    z.url({ protocol: /^https?$/, error: 'give the address of the dashboard, such as https://tidemark.example.org' }).optional(),
  ),
  TIDEMARK_ALERT_DAYS: optional.pipe(
    z
      .string()
      .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= 7 && Number(text) <= 3650, 'give a number of days from 7 to 3650')
      .transform(Number)
      .optional(),
  ),
  TIDEMARK_CHALLENGE_WEBHOOK: optional.pipe(
    z.url({ protocol: /^https?$/, error: 'give an address such as https://hooks.example.org/tidemark' }).optional(),
  ),
  BROWSER_ENDPOINTS: optional.pipe(
    z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((each) => each.trim())
          .filter(Boolean),
      )
      .pipe(z.array(z.url({ protocol: /^(?:wss?|https?)$/, error: 'give CDP addresses (ws:// or http://), separated by commas' })))
      .optional(),
  ),
  HTTPS_PROXY: optional,
  HTTP_PROXY: optional,
  NO_PROXY: optional,
});

/** What the operator has set. */
export interface Settings {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** Where raw answers go when they leave the database: a folder or `s3://bucket/prefix`. */
  readonly lakeUrl: string | undefined;
  /** Where the operator's own pipelines are. It need not be there. */
  readonly pipelinesFolder: string;
  /** Schema of the real world; the sample world has `_sample` behind it. */
  readonly schema: string;
  readonly contact: string | undefined;
  readonly keepNames: boolean;
  readonly privacyKey: string | undefined;
  /** The key for the list of targets of `targets sync`. */
  readonly targetsKey: string | undefined;
  readonly simulatorUrl: string | undefined;
  readonly logLevel: string | undefined;
  /** Host names the dashboard may be reached by, besides this machine's own. */
  readonly allowedHosts: readonly string[];
  /** Address under which people reach the dashboard, for links in alerts. */
  readonly url: string | undefined;
  /** How many days it is kept what happened and who was told. */
  readonly alertDays: number;
  /** Called when a platform asks for a person. */
  readonly challengeWebhook: string | undefined;
  /** CDP addresses of browsers to use instead of a local one. */
  readonly browserEndpoints: readonly string[];
}

/** Reads the settings from the environment, and from `.env` in the checkout for what the environment leaves open. Throws TDM_SETTING_INVALID. */
export const readSettings = (flags: { readonly data?: string | undefined } = {}, env: NodeJS.ProcessEnv = process.env): Settings => {
  const file = resolve(root, '.env');
  try {
    if (existsSync(file)) process.loadEnvFile(file);
  } catch (error) {
    throw new TidemarkError(
      'TDM_SETTING_INVALID',
      { setting: file, reason: `it cannot be read (${reasonOf(error)})`, file: 'its place' },
      error,
    );
  }
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new TidemarkError('TDM_SETTING_INVALID', { setting: path.join('.'), reason: message, file: '.env' });
  }
  const values = parsed.data;
  const dataFolder = resolve(flags.data ?? values.TIDEMARK_DATA ?? resolve(root, 'data'));
  return {
    dataFolder,
    databaseUrl: values.DATABASE_URL,
    lakeUrl: values.LAKE_URL,
    pipelinesFolder: resolve(values.TIDEMARK_PIPELINES ?? join(dataFolder, 'pipelines')),
    schema: values.TIDEMARK_SCHEMA ?? 'tidemark',
    contact: values.TIDEMARK_CONTACT,
    keepNames: values.PRIVACY_NAMES === 'keep',
    privacyKey: values.TIDEMARK_PRIVACY_KEY,
    targetsKey: values.TIDEMARK_TARGETS_KEY,
    simulatorUrl: values.TIDEMARK_SIMULATOR,
    logLevel: values.TIDEMARK_LOG_LEVEL,
    alertDays: values.TIDEMARK_ALERT_DAYS ?? 180,
    challengeWebhook: values.TIDEMARK_CHALLENGE_WEBHOOK,
    browserEndpoints: values.BROWSER_ENDPOINTS ?? [],
    url: values.TIDEMARK_URL,
    allowedHosts: values.TIDEMARK_ALLOWED_HOSTS?.split(',').map((host) => host.trim()) ?? [],
  };
};
