import { expect, test } from 'vitest';
import { TidemarkError, type Clock } from '../../src/domain/index.ts';
import { createPatience, retryWhileAway } from '../../src/store/index.ts';

const lost = () => new TidemarkError('TDM_DATABASE_LOST', { address: 'here', reason: 'cut' });

/** A clock that only moves by sleeping, and remembers it. */
const fakeClock = () => {
  let now = 0;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) => {
      slept.push(ms);
      now += ms;
      return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
    },
  };
  return { clock, slept };
};

test('work is repeated while the database is lost, with waits that double to five seconds', async () => {
  const { clock, slept } = fakeClock();
  let times = 0;
  const result = await retryWhileAway(() => (++times < 10 ? Promise.reject(lost()) : Promise.resolve(times)), { clock });
  expect(result).toBe(10);
  expect(slept).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
});

test('after the longest time the loss is told', async () => {
  const { clock, slept } = fakeClock();
  await expect(retryWhileAway(() => Promise.reject(lost()), { clock, maxMs: 1000 })).rejects.toMatchObject({ code: 'TDM_DATABASE_LOST' });
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(1000);
});

test('a full disk is waited for longer, as a person has to make room', async () => {
  const { clock, slept } = fakeClock();
  await expect(retryWhileAway(() => Promise.reject(new TidemarkError('TDM_DISK_FULL')), { clock })).rejects.toMatchObject({
    code: 'TDM_DISK_FULL',
  });
  const hours = slept.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(5.99);
  expect(hours).toBeLessThanOrEqual(6);
});

test('what fails side by side shares one patience, and a success begins it anew', async () => {
  const { clock, slept } = fakeClock();
  const patience = createPatience({ clock, maxMs: 1000 });
  for (const _ of [1, 2, 3]) await patience.wait(lost());
  await expect(patience.wait(lost())).rejects.toMatchObject({ code: 'TDM_DATABASE_LOST' });
  patience.succeed();
  await patience.wait(lost());
  expect(slept).toEqual([100, 200, 400, 100]);
});

const full = () => new TidemarkError('TDM_DISK_FULL');

test('a database that has to start again after hours on a full disk is waited for like any other', async () => {
  const { clock, slept } = fakeClock();
  const patience = createPatience({ clock });
  while (clock.now() < 3 * 3_600_000) await patience.wait(full());
  slept.length = 0;
  for (let times = 0; times < 10; times++) await patience.wait(lost());
  expect(slept).toHaveLength(10);
  // Both together end: neither of them begins the other's time anew for ever.
  let times = 0;
  const both = async () => {
    for (;;) await patience.wait(++times % 2 === 0 ? full() : lost());
  };
  await expect(both()).rejects.toMatchObject({ code: 'TDM_DISK_FULL' });
  expect(clock.now()).toBeLessThanOrEqual(6 * 3_600_000);
});

test('a second absence long after the first is another one, also when nothing was there to be committed in between', async () => {
  const { clock, slept } = fakeClock();
  const patience = createPatience({ clock });
  await patience.wait(lost());
  await clock.sleep(20 * 60_000);
  slept.length = 0;
  await patience.wait(lost());
  expect(slept).toEqual([100]);
});

test('any other failure is told at once', async () => {
  const { clock, slept } = fakeClock();
  await expect(retryWhileAway(() => Promise.reject(new TidemarkError('TDM_QUERY_FAILED')), { clock })).rejects.toMatchObject({
    code: 'TDM_QUERY_FAILED',
  });
  expect(slept).toEqual([]);
});

test('whoever is stopped already tries once and does not wait', async () => {
  const { clock } = fakeClock();
  const signal = AbortSignal.abort(new Error('enough'));
  expect(await retryWhileAway(() => Promise.resolve('done'), { clock, signal })).toBe('done');
  await expect(retryWhileAway(() => Promise.reject(lost()), { clock, signal })).rejects.toMatchObject({ code: 'TDM_DATABASE_LOST' });
});

test('an abort ends the waiting, and the loss is told', async () => {
  const { clock } = fakeClock();
  const stop = new AbortController();
  const work = retryWhileAway(() => Promise.reject(lost()), { clock, signal: stop.signal, onWait: () => stop.abort(new Error('enough')) });
  await expect(work).rejects.toMatchObject({ code: 'TDM_DATABASE_LOST' });
});
