/**
 * Loaded before a program (`--import`): it brings the lane settings of TEST_LANE along, as another version of it would. Nothing else tells
 * processes of one database different ones: what the operator sets is in the database, for all.
 */
import { registerHooks } from 'node:module';

const place = '/src/cli/network.ts';
const settings = 'intervalMs: 0, concurrency: 32';

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!url.endsWith(place)) return loaded;
    const source = String(loaded.source);
    if (source.split(settings).length !== 2) throw new Error(`${place} does not say "${settings}" any more: this test must follow it`);
    return { ...loaded, source: source.replace(settings, process.env['TEST_LANE']!) };
  },
});
