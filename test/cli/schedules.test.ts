import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectError, place } from './place.ts';

const here = place();
const list = async () => (await here.json(['schedules', 'list'])).schedules;
const one = async (name: string, pipeline = 'webtoons-daily') =>
  (await list()).find((each: { pipeline: string; name: string }) => each.pipeline === pipeline && each.name === name);

test('schedules are listed, added, changed, paused, resumed and removed, and say when they run next and why not', async () => {
  expect(await one('default')).toMatchObject({ cron: '0 9 * * *', zone: 'Asia/Seoul', nextAt: null, waits: 'paused' });
  const resumed = await here.json(['schedules', 'resume', 'webtoons-daily']);
  expect(new Date(resumed.nextAt).toISOString().slice(10)).toBe('T00:00:00.000Z');

  await here.run([
    ...['schedules', 'add', 'webtoons-daily', '--name', 'mondays', '--cron', '0 7 * * MON', '--zone', 'Europe/Berlin'],
    ...['--jitter', '10m', '--quiet', '06:00-09:00', '--catch-up', '3', '--param', 'watchlist=Monday favourites'],
  ]);
  expect(await one('mondays')).toMatchObject({
    ...{ cron: '0 7 * * MON', zone: 'Europe/Berlin', jitterMs: 600_000, quiet: { from: '06:00', to: '09:00' }, catchUp: 3 },
    ...{ parameters: { watchlist: 'Monday favourites' }, waits: 'quiet' },
  });

  const { starts } = await here.json(['schedules', 'next', 'webtoons-daily/mondays']);
  expect(starts).toHaveLength(10);
  for (const { at, interval, isQuiet } of starts) {
    expect(isQuiet).toBe(true);
    expect(at.local).toMatch(/ 09:(0\d|10):\d\d \+0[12]:00$/);
    expect(interval.end.local).toMatch(/ 07:00:00 \+0[12]:00$/);
    expect(Date.parse(at.utc)).toBe(Date.parse(at.local.replace(' ', 'T').replace(' ', '')) + (Date.parse(at.utc) % 1000));
  }

  await here.run(['schedules', 'change', 'webtoons-daily/mondays', '--quiet', 'none', '--jitter', '0']);
  expect(await one('mondays')).toMatchObject({ quiet: null, jitterMs: 0, catchUp: 3, waits: null });
  expect((await here.run(['schedules', 'pause', 'webtoons-daily/mondays'])).stdout).toContain('paused webtoons-daily/mondays');
  expect((await here.run(['schedules', 'list'])).stdout).toMatch(/webtoons-daily\/mondays .*paused since/);
  await here.run(['schedules', 'remove', 'webtoons-daily/mondays']);
  expect(await one('mondays')).toBeUndefined();
});

test('what cannot be a schedule is refused with a reason and changes nothing', async () => {
  const add = (...words: string[]) => here.run(['schedules', 'add', 'webtoons-daily', '--name', 'odd', ...words]);
  const before = await list();
  const refused = async (code: string, reason: string, ...words: string[]) =>
    expect(expectError(await add(...words), code, 2)).toContain(reason);
  await refused('TDM_USAGE', '--cron');
  await refused('TDM_SCHEDULE_INVALID', 'once a minute', '--cron', '* * * * * *');
  await refused('TDM_SCHEDULE_INVALID', 'no time zone', '--cron', '0 9 * * *', '--zone', 'Mars/Phobos');
  await refused('TDM_SCHEDULE_INVALID', '24:00', '--cron', '0 9 * * *', '--quiet', '23:00-24:00');
  await refused('TDM_USAGE', '--quiet', '--cron', '0 9 * * *', '--quiet', 'nights');
  await refused('TDM_PARAMETER_INVALID', 'wachlist', '--cron', '0 9 * * *', '--param', 'wachlist=Mondays');
  expectError(await here.run(['schedules', 'add', 'nothing-daily', '--cron', '0 9 * * *']), 'TDM_PIPELINE_UNKNOWN', 2);
  expectError(await here.run(['schedules', 'add', 'webtoons-daily', '--cron', '0 9 * * *']), 'TDM_SCHEDULE_EXISTS', 2);
  expectError(await here.run(['schedules', 'next', 'webtoons-daily/odd']), 'TDM_SCHEDULE_UNKNOWN', 2);
  expectError(await here.run(['schedules', 'remove', 'webtoons-daily']), 'TDM_SCHEDULE_OWN', 2);
  expect(await list()).toEqual(before);
});

test('a schedule that can no longer be read, and one whose pipeline is gone, are shown with the reason', async () => {
  const store = await here.store('real');
  await store.query("update schedule set zone = 'Mars/Phobos' where pipeline = 'trends-hourly'");
  await store.query(
    "insert into schedule (workspace_id, pipeline, name, cron, zone, planned_until) values ('main', 'gone', 'default', '0 9 * * *', 'UTC', now())",
  );
  expect(await one('default', 'trends-hourly')).toMatchObject({
    nextAt: null,
    waits: 'invalid',
    remark: expect.stringContaining('Mars/Phobos'),
  });
  expect(await one('default', 'gone')).toMatchObject({ nextAt: null, waits: 'pipeline' });
  expectError(await here.run(['schedules', 'next', 'trends-hourly']), 'TDM_SCHEDULE_INVALID', 2);
  await here.run(['schedules', 'change', 'trends-hourly', '--zone', 'Asia/Seoul']);
  expect(await one('default', 'trends-hourly')).toMatchObject({ waits: 'paused' });
  expect((await here.run(['schedules', 'remove', 'gone'])).code).toBe(0);
});

test(
  'a schedule follows its file once a worker has looked, unless it was changed here, and says so until it is told to follow again',
  { timeout: 180_000 },
  async () => {
    mkdirSync(join(here.data, 'pipelines'), { recursive: true });
    const file = join(here.data, 'pipelines', 'evening.yaml');
    const own = (cron: string, more = '') =>
      writeFileSync(
        file,
        `name: evening\nschedule: { cron: ${cron}, zone: UTC${more} }\nsteps:\n  - { name: pause, does: wait, with: { for: 1s } }\n`,
      );
    const look = () => here.run(['worker', '--once']);
    const evening = () => one('default', 'evening');
    own('0 18 * * *');
    expect(await evening()).toMatchObject({ cron: '0 18 * * *', isChanged: false });
    own('30 18 * * *');
    await look();
    expect(await evening()).toMatchObject({ cron: '30 18 * * *', isChanged: false, waits: null });

    await here.run(['schedules', 'change', 'evening', '--cron', '0 20 * * *']);
    own('0 19 * * *');
    await look();
    expect(await evening()).toMatchObject({ cron: '0 20 * * *', isChanged: true, file: { cron: '0 19 * * *' } });
    expect((await here.run(['schedules', 'list'])).stdout).toMatch(/evening .*changed here: its file says 0 19 \* \* \*/);
    const checked = await here.run(['pipelines', 'check', file]);
    expect([checked.code, checked.stderr]).toEqual([0, expect.stringContaining('tidemark schedules follow evening')]);
    await here.run(['schedules', 'follow', 'evening']);
    expect(await evening()).toMatchObject({ cron: '0 19 * * *', isChanged: false });
    expectError(await here.run(['schedules', 'follow', 'webtoons-daily/mondays']), 'TDM_SCHEDULE_UNKNOWN', 2);

    // No longer one step after another: the next run would begin before the one ahead.
    own('"*/5 * * * *"', ', jitter: 10m');
    expect((await here.run(['pipelines', 'check', file])).stdout).toContain('longer than the 5 min between two runs');
    await look();
    expect(await evening()).toMatchObject({ nextAt: null, waits: 'file' });
    rmSync(file);
    await look();
    expect(await evening()).toMatchObject({ nextAt: null, waits: 'pipeline', remark: expect.stringContaining('no pipeline evening') });
    own('0 19 * * *');
    await look();
    expect(await evening()).toMatchObject({ waits: null });
  },
);

test('a file that names a pool that is not there is no usable pipeline, wherever it is read', async () => {
  const file = join(here.data, 'pipelines', 'crowded.yaml');
  writeFileSync(
    file,
    'name: crowded\nschedule: { cron: 0 18 * * *, zone: UTC }\nsteps:\n  - { name: a, does: wait, pool: crowd, with: { for: 1s } }\n',
  );
  const listed = await here.run(['schedules', 'list']);
  expect(listed.stderr).toContain('the pipeline crowded cannot be used');
  expect(await one('default', 'crowded')).toBeUndefined();
  await here.run(['pools', 'set', 'crowd', '1']);
  expect(await one('default', 'crowded')).toMatchObject({ cron: '0 18 * * *' });
  rmSync(file);
});
