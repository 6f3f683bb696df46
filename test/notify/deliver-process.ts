/** A process of its own that delivers what is due once, by a clock that stands at the given instant. Prints its report. */
import { tmpdir } from 'node:os';
import { proxyFromEnvironment } from '../../src/net/index.ts';
import { createSend, deliverDue } from '../../src/notify/index.ts';
import { openStore } from '../../src/store/index.ts';

const [databaseUrl, schema, at] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ databaseUrl, schema, dataFolder: tmpdir(), poolSize: 4 });
const now = () => Number(at);
const send = createSend({ secret: (name) => process.env[name], userAgent: 'Tidemark/test', now, proxy: proxyFromEnvironment(process.env) });
process.stdout.write(JSON.stringify(await deliverDue({ store, now, send })));
await store.close();
