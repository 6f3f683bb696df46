import { describe, expect, test } from 'vitest';
import { expectError, place, simulator } from '../cli/place.ts';

const words = ['collect', 'naver-webtoon', '--stream', 'titles', '--stream', 'series', '--json'];
const hour = 3_600_000;

describe('a whole collection', async () => {
  const resting = await simulator();
  const patient = await simulator({
    faults: [
      { fault: 'half-open', endpoint: 'article/list/info', after: 1, times: 1 },
      { fault: 'slow', ms: 1500, endpoint: 'article/list/info', every: 3 },
    ],
  });
  const there = place({ TIDEMARK_SIMULATOR: resting.url });
  const here = place({ TIDEMARK_SIMULATOR: patient.url });

  test('that is told to come back in an hour ends for now, whoever asks again; after it the same run ends complete', async () => {
    resting.faults.add([{ fault: '429', retryAfter: 3600, endpoint: 'article/list/info', after: 3, times: 1 }]);
    const first = await there.run(words);
    expect(expectError(first, 'TDM_LANE_HELD', 75)).toContain('429 with Retry-After 3600 s');
    const run = JSON.parse(first.stdout);
    expect(run).toMatchObject({ state: 'waiting' });
    const lane = (await there.json(['lanes'])).lanes.find(({ name }: { name: string }) => name === 'naver-webtoon');
    expect(lane.until - Date.now()).toBeGreaterThan(hour - 60_000);
    expect(lane.until - Date.now()).toBeLessThan(1.1 * hour + 60_000);
    const asked = resting.log.entries().length;
    const again = await Promise.all([there.run(words), there.run(words)]);
    for (const end of again) expectError(end, 'TDM_LANE_HELD', 75);
    expect(resting.log.entries()).toHaveLength(asked);

    const store = await there.store('sample');
    await store.query("update lane set backoff_until = '-infinity'");
    const last = await there.run(words);
    expect(last.code, last.stderr).toBe(0);
    expect(JSON.parse(last.stdout)).toMatchObject({ id: run.id, state: 'done', outcomes: { ok: 19 } });
  });

  test(
    'of a platform that is slow, or takes a request and never answers it, ends complete and gives nothing up',
    { timeout: 60_000 },
    async () => {
      const end = await here.run(words);
      expect(end.code, end.stderr).toBe(0);
      const report = JSON.parse(end.stdout);
      expect(report).toMatchObject({ state: 'done', outcomes: { ok: 19 } });
      // Half a minute is what a request is given until its answer begins.
      expect(report.durationMs).toBeGreaterThan(30_000);
      expect(patient.faults.states().map(({ played }) => played)).toEqual([1, expect.any(Number)]);
    },
  );
});
