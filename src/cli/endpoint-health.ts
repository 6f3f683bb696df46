import { endpointHealth } from '../insight/index.ts';
import { markSample, withWorld, workspace } from './context.ts';
import { settingsOf } from './options.ts';
import type { GlobalOptions } from './options.ts';
import { number, printJson, printLine, printTable, style } from './output.ts';

const colours = { well: 'green', mixed: 'yellow', failing: 'red' } as const;

/** Prints how each endpoint fared in the newest two runs. */
export const showHealth = (globals: GlobalOptions, json: boolean): Promise<void> =>
  withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
    const items = await endpointHealth(store, workspace);
    if (json) return printJson({ world, endpoints: items });
    markSample(world);
    if (items.length === 0) return printLine('Nothing was collected yet. Begin with: tidemark collect naver-webtoon');
    printTable(
      ['endpoint', 'health', '#asked', 'last used', 'newest trouble', '#exchange'],
      items.map(({ platform, stream, endpoint, state, asked, lastUsedAt, trouble }) => [
        `${platform}/${stream}:${endpoint}`,
        style(colours[state], state),
        number(asked),
        lastUsedAt?.toISOString() ?? 'never',
        trouble ? [trouble.outcome, trouble.note].filter(Boolean).join(': ') : '',
        trouble?.exchangeId ?? '',
      ]),
    );
  });
