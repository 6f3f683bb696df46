import { changedOptions } from '../catalog/index.ts';
import { checkSource, settingValues } from '../collect/index.ts';
import type { EndpointCheck } from '../collect/index.ts';
import { databaseClock } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import { optionValues, sourceOf, sources } from '../sources/index.ts';
import type { Source } from '../sources/index.ts';
import { withWorld, workspace } from './context.ts';
import { openLogger } from './logger.ts';
import { networkOpener, requireContact } from './network.ts';
import { settingsOf } from './options.ts';
import type { GlobalOptions } from './options.ts';
import { number, printJson, printLine, printTable, style } from './output.ts';
import type { Settings } from './settings.ts';
import { stopSignals } from './signals.ts';
import { sampleSizes, startSimulator } from './simulator.ts';
import { readSourceSettings } from './source-values.ts';
import { version } from './version.ts';

/** A lane that is held for longer is not waited for: the answer is that it is held. */
const maxHoldMs = 10_000;

/** Asks the endpoints of one platform, or of all, one harmless question each, and prints how they answer. */
export const checkSources = async (
  platform: string | undefined,
  flags: { readonly sample?: boolean; readonly json?: boolean },
  globals: GlobalOptions,
): Promise<void> => {
  const chosen = platform === undefined ? sources : [sourceOf(platform)];
  const settings = settingsOf(globals);
  const simulated = flags.sample === true || settings.simulatorUrl !== undefined;
  if (!simulated) requireContact(settings, chosen.map((each) => each.platform).join(' and '));
  const log = await openLogger({ dataFolder: settings.dataFolder, terminal: 'error', level: settings.logLevel });
  try {
    await using simulator = simulated && settings.simulatorUrl === undefined ? await startSimulator(sampleSizes) : null;
    const simulatorUrl = simulated ? (settings.simulatorUrl ?? simulator!.url) : undefined;
    await withWorld(settings, simulated ? 'sample' : 'real', async ({ store, world }) => {
      const platforms = [];
      for (const source of chosen)
        platforms.push({
          platform: source.platform,
          endpoints: await checkAll({ store, settings, source, simulatorUrl, logger: log.logger }),
        });
      if (flags.json) printJson({ world, platforms });
      else for (const each of platforms) print(each.platform, each.endpoints);
    });
  } finally {
    await log.close();
  }
};

interface Checking {
  readonly store: Store;
  readonly settings: Settings;
  readonly source: Source;
  readonly simulatorUrl: string | undefined;
  readonly logger: Awaited<ReturnType<typeof openLogger>>['logger'];
}

const checkAll = async ({ store, settings, source, simulatorUrl, logger }: Checking): Promise<EndpointCheck[]> => {
  const clock = await databaseClock(store);
  const values = settingValues(source, readSourceSettings(source), simulatorUrl === undefined ? 'platform' : 'simulator');
  const options = optionValues(source, await changedOptions(store, workspace, source.platform));
  const signals = stopSignals('ending after the question under way …');
  await using worker = await store.worker(version);
  const { net, lanes } = await networkOpener({ store, settings, source, clock, simulatorUrl, maxHoldMs, logger })(worker);
  await using _net = net;
  await using _lanes = lanes;
  return await Array.fromAsync(checkSource({ sql: store, source, net, values, options, clock, signal: signals.stop }));
};

const colours = { answers: 'green', refuses: 'red', unset: 'yellow', untried: 'gray' } as const;

const print = (platform: string, endpoints: readonly EndpointCheck[]): void => {
  printLine(style('bold', platform));
  printTable(
    ['endpoint', 'method', 'how sure', 'now', '#ms', 'why'],
    endpoints.map(({ stream, endpoint, method, evidence, state, outcome, note, durationMs }) => [
      `${stream}:${endpoint}`,
      method,
      evidence,
      style(colours[state], state),
      state === 'answers' ? number(Math.round(durationMs)) : '',
      state === 'answers' ? (outcome === 'ok' ? '' : (outcome ?? '')) : [outcome, note].filter(Boolean).join(': '),
    ]),
  );
};
