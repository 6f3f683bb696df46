import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { request } from 'undici';
import { createApi } from '../api/index.ts';
import type { AlertControl } from '../api/index.ts';
import { systemClock, TidemarkError } from '../domain/index.ts';
import { createLanes, proxyFromEnvironment, userAgentOf } from '../net/index.ts';
import { createSend, reasonAgainstChannel } from '../notify/index.ts';
import { sources, sourcesReport } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import type { World } from './context.ts';
import { openFrames } from './lake.ts';
import type { Logger } from './logger.ts';
import { createPipelineControl } from './pipeline-control.ts';
import { root } from './settings.ts';
import type { Settings } from './settings.ts';
import { broughtSettings } from './source-settings.ts';
import { version } from './version.ts';

export interface ServeOptions {
  readonly store: Store;
  readonly settings: Settings;
  readonly world: World;
  readonly host: string;
  readonly port: number;
  /** Where the simulator serves covers from; covers of the real world are loaded from the platform. */
  readonly simulatorUrl: string | undefined;
  readonly logger: Logger;
}

export const firstRealCommand = 'TIDEMARK_CONTACT=<your e-mail> bin/tidemark collect naver-webtoon';

/** Serves the dashboard and its API. Throws TDM_PORT_IN_USE. */
export const serve = async (options: ServeOptions): Promise<{ url: string; close(): Promise<void> }> => {
  const { store, settings, world, host, port, simulatorUrl, logger } = options;
  const frames = openFrames(store, settings, world);
  const pipelines = createPipelineControl(store, settings, world === 'sample');
  const worker = await store.worker(version);
  const lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
  const close = async (): Promise<void> => {
    await api.close();
    await lanes.close();
    await worker.close();
    await pipelines[Symbol.asyncDispose]();
    await frames[Symbol.asyncDispose]();
  };
  if (world === 'real') await lanes.declare(sources.flatMap((source) => source.lanes));
  const api = await createApi({
    ...{ store, frames, pipelines, alerts: alertControl(settings), clock: systemClock, logger, world, version, firstRealCommand },
    sourcesReport: () => sourcesReport((source) => broughtSettings(source)),
    lanesReport: () => lanes.report(),
    dataFolder: settings.dataFolder,
    webFolder: join(root, 'web/dist'),
    hosts: settings.allowedHosts,
    ...(simulatorUrl === undefined ? {} : { imageBase: simulatorUrl, fetchImage }),
  });
  try {
    await api.listen({ host, port });
  } catch (error) {
    await close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new TidemarkError('TDM_PORT_IN_USE', { port, host, option: '--port' }, error);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new TidemarkError(
        'TDM_SETTING_INVALID',
        { setting: '--host/--port', reason: `cannot listen on ${host}:${port} (${code})`, file: 'the command line' },
        error,
      );
    throw error;
  }
  const { port: opened } = api.server.address() as AddressInfo;
  return { url: `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${opened}`, close };
};

/** Channels are reached as a worker reaches them. */
const alertControl = ({ contact, url }: Settings): AlertControl => {
  const secret = (name: string): string | undefined => process.env[name];
  const userAgent = userAgentOf(version, contact ?? 'alerts');
  return {
    send: createSend({ secret, userAgent, now: systemClock.now, baseUrl: url, proxy: proxyFromEnvironment(process.env) }),
    missing: (channel) => reasonAgainstChannel(channel, secret),
  };
};

const fetchImage = async (url: string, { maxBytes }: { readonly maxBytes: number }) => {
  const { statusCode, headers, body } = await request(url, { headersTimeout: 5000, bodyTimeout: 5000 });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new Error(`the picture is larger than ${maxBytes} bytes`);
    chunks.push(chunk as Buffer);
  }
  return { status: statusCode, contentType: String(headers['content-type'] ?? ''), body: Buffer.concat(chunks) };
};
