import { describe, expect, test } from 'vitest';
import { expectError, place, simulator } from './place.ts';

describe('a number of visits', async () => {
  const sim = await simulator();
  const here = place({ TIDEMARK_SIMULATOR: sim.url });
  const world = ['--world', 'sample'];
  const names = sim.twitch
    .world()
    .channels.filter(({ part }) => part === null)
    .slice(0, 9)
    .map(({ login }) => `@${login}`);

  test.each(['0', '-1', '1.5', 'many', '1e3'])('of "%s" is refused, and nothing is begun', async (bad) => {
    expectError(await here.run(['collect', 'twitch', `--visits=${bad}`]), 'TDM_VISITS_INVALID', 2);
  });

  test('is kept by a collection, and targets visits says who is next and why', async () => {
    await here.json([...world, 'targets', 'add', 'twitch', ...names]);
    expectError(await here.run([...world, 'targets', 'visits', 'twitch']), 'TDM_USAGE', 2);
    expectError(await here.run(['collect', 'twitch', '--stream', 'videos', '--visits', '3']), 'TDM_VISITS_UNSUPPORTED', 2);
    expect(await here.json(['collect', 'twitch', '--visits', '3'])).toMatchObject({ state: 'done', error: null });
    const outlook = await here.json([...world, 'targets', 'visits', 'twitch']);
    expect(outlook).toMatchObject({ targets: names.length, visits: 3, floorDays: 30, isFloorMet: true });
    const of = (reason: string | null) => outlook.shown.filter((each: { reason: string | null }) => each.reason === reason);
    expect(of('new')).toHaveLength(3);
    // Three were visited just now, three wait for the run after the next.
    expect(of(null)).toHaveLength(names.length - 3);
    expect(outlook.shown.filter(({ visitedAt }: { visitedAt: string | null }) => visitedAt !== null)).toHaveLength(3);
    const [one] = of('new');
    const only = await here.json([...world, 'targets', 'visits', 'twitch', '--target', one.id]);
    expect(only.shown).toEqual([expect.objectContaining({ id: one.id, reason: 'new', visitedAt: null })]);
    expect((await here.run([...world, 'targets', 'visits', 'twitch', '--limit', '2'])).stdout).toContain('now: never visited');
    expectError(await here.run([...world, 'targets', 'visits', 'twitch', '--target', '@nobody_at_all']), 'TDM_TARGET_UNKNOWN', 2);
    expectError(await here.run([...world, 'targets', 'visits', 'naver-shopping', '--visits', '3']), 'TDM_VISITS_UNSUPPORTED', 2);
  });

  test('is a parameter of creators-daily, and its plan asks for no more', async () => {
    const plan = await here.json([...world, 'pipelines', 'plan', 'creators-daily', '--param', 'visits=2']);
    const twitch = plan.steps.find(({ step }: { step: string }) => step === 'twitch');
    expect(twitch.streams.map(({ targets }: { targets: number }) => targets)).toEqual([2, 2, 2]);
    expectError(await here.run([...world, 'pipelines', 'plan', 'creators-daily', '--param', 'visits=few']), 'TDM_VISITS_INVALID', 2);
  });
});
