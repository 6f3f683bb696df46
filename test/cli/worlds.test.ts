import { expect, test } from 'vitest';
import { place } from './place.ts';

const here = place();

test('a schedule that was resumed is enough for tidemark up to leave the sample aside, as it is the real platforms that it will ask', async () => {
  await here.json(['schedules', 'resume', 'prices-hourly']);
  expect(await here.json(['up', '--once', '--port', '0'])).toMatchObject({ world: 'real', runs: [], totals: { series: 0 } });
  expect((await here.json(['pipelines', 'runs'])).runs).toEqual([]);
});
