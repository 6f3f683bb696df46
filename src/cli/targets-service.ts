import { readTargets } from '../catalog/index.ts';
import type { TargetTable } from '../catalog/index.ts';
import { reasonOf, TidemarkError } from '../domain/index.ts';
import { fetchOwnService, proxyFromEnvironment } from '../net/index.ts';
import { tableOfJson } from '../tabular/index.ts';
import type { Settings } from './settings.ts';
import { targetPlatforms } from './target-platforms.ts';
import { version } from './version.ts';

/** Asks for the list and reads it. Throws TDM_SERVICE_KEY or TDM_SERVICE_ANSWER. */
export const listAt = async (url: string, settings: Settings): Promise<TargetTable> => {
  const key = settings.targetsKey;
  if (key === undefined) throw new TidemarkError('TDM_SERVICE_KEY', { url, reason: 'there is no key for it' });
  const answer = await fetchOwnService({ url, key, userAgent: `Tidemark/${version}`, proxy: proxyFromEnvironment(process.env) }).catch(
    (error: unknown) => {
      throw unusable(url, `it does not answer: ${reasonOf(error)}`, error);
    },
  );
  const { status, location, text } = answer;
  if (status === 401 || status === 403) throw new TidemarkError('TDM_SERVICE_KEY', { url, reason: `it refuses the key (${status})` });
  if (status >= 300 && status < 400 && location !== null) throw unusable(url, `it redirects to ${location}, where the key is not sent`);
  if (status !== 200) throw unusable(url, `it answers with status ${status}`);
  try {
    const table = tableOfJson(url, text);
    let entries = 0;
    await table.read(table.sheets[0]!, () => (entries += 1));
    // An empty list names no columns; whether it is believed depends on the watchlist.
    if (entries === 0) return { rows: 0, reports: [], sheets: [], leftOut: [], remarks: [] };
    return await readTargets(table, { file: url, platforms: targetPlatforms() }).table;
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    const { reason } = error.details;
    throw unusable(url, error.code === 'TDM_TABLE_HEADER' ? 'its entries have neither an id nor a url' : String(reason), error);
  }
};

const unusable = (url: string, reason: string, cause?: unknown): TidemarkError =>
  new TidemarkError(
    'TDM_SERVICE_ANSWER',
    { url, reason, advice: 'mend the service, or correct --url, and run the same command again' },
    cause,
  );
