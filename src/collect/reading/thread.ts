/** A thread of a reading room: takes private people out of answers and parses what is left. It knows nothing but the key and what it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { writeLine } from '../../lake/index.ts';
import { createHasher, withoutPeople } from '../../net/index.ts';
import { endpointsNamed } from '../../sources/index.ts';
import type { Endpoint } from '../../sources/index.ts';
import type { Question, Reading, ThreadData } from './wire.ts';

const { platform, key } = workerData as ThreadData;
const hasher = createHasher(key);
const known = new Map<string, Endpoint>();

const endpointOf = (name: string): Endpoint => {
  const endpoint = known.get(name) ?? endpointsNamed(`${platform}/${name}`).endpoints[0]!;
  known.set(name, endpoint);
  return endpoint;
};

parentPort!.on('message', ({ number, endpoint: name, url, answered }: Question) => {
  const endpoint = endpointOf(name);
  const { payload, privateFields } = endpoint;
  const exchange = withoutPeople(answered, url, { payload, privateFields, hasher, keepNames: false, replayed: false });
  const line = writeLine(exchange);
  const { body: _, ...rest } = exchange;
  const reading: Reading = { number, exchange: rest, line, parsed: JSON.stringify(endpoint.parse(exchange)) };
  parentPort!.postMessage(reading, [line.buffer]);
});
