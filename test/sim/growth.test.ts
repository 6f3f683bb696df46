import { describe, expect, test } from 'vitest';
import { addDays } from '../../src/domain/index.ts';
import { askJson, castId, castTruth, comic, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';
import { interestAt, interestUntil } from '../../src/sim/naver-webtoon/growth.ts';
import type { Growth } from '../../src/sim/naver-webtoon/growth.ts';
import { dayOfEpisode, dayOfSlot, episodeOf, episodesOn, numberOf, slotsUntil } from '../../src/sim/naver-webtoon/schedule.ts';
import { dayNumber, dayText, weekdayOf } from '../../src/sim/calendar.ts';
import type { CastName, EpisodeTruth, Simulator, TitleTruth } from '../../src/sim/index.ts';

const favouritesOver = async (simulator: Simulator, id: number, days: number): Promise<number[]> => {
  const counts: number[] = [];
  for (let day = 0; day <= days; day++) {
    simulator.clock.set(addDays('2026-11-21', day));
    counts.push((await askJson(simulator, `${comic}/api/article/list/info?titleId=${id}`)).favoriteCount);
  }
  return counts;
};

const steps = (counts: readonly number[]): number[] => counts.slice(1).map((count, i) => count - counts[i]!);

describe('growth', () => {
  test('the integral of interest is the sum of its days, for every kind', () => {
    const level = { ratePerDay: 0, peakDay: 0, height: 0, decayDays: 1 };
    const kinds: Growth[] = [
      { ...level, kind: 'steady' },
      { ...level, kind: 'rising', ratePerDay: 0.03 },
      { ...level, kind: 'falling', ratePerDay: -0.02 },
      { ...level, kind: 'spike', peakDay: 5, height: 12, decayDays: 3 },
      { ...level, kind: 'dormant' },
    ];
    for (const growth of kinds) {
      for (const [from, to] of [
        [-200, -95],
        [-100, -50],
        [-35, 10],
        [4, 30],
        [80, 200],
      ] as const) {
        const width = 0.001;
        let sum = 0;
        for (let t = from + width / 2; t < to; t += width) sum += interestAt(growth, t) * width;
        expect(interestUntil(growth, to) - interestUntil(growth, from), `${growth.kind} ${from}..${to}`).toBeCloseTo(sum, 1);
      }
    }
  });

  test('favourites of a steady title grow alike each day, of a rising one ever more, of a falling one they go, of a dormant one they stand', () =>
    withSimulator({ titles: 60, episodes: 9000 }, async (simulator) => {
      const steady = steps(await favouritesOver(simulator, castId(simulator, 'steady'), 14));
      expect(Math.max(...steady) - Math.min(...steady)).toBeLessThanOrEqual(1);
      const rising = steps(await favouritesOver(simulator, castId(simulator, 'two-days'), 14));
      expect(rising.at(-1)).toBeGreaterThan(rising[0]! * 1.1);
      const falling = steps(await favouritesOver(simulator, castId(simulator, 'renamed'), 14));
      expect(falling.every((step) => step < 0)).toBe(true);
      const dormant = steps(await favouritesOver(simulator, castId(simulator, 'finished'), 14));
      expect(dormant.every((step) => step === 0)).toBe(true);
    }));

  test('a spike shows on its day and ebbs away', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'daily-plus');
      const { growth } = castTruth(simulator, 'daily-plus');
      expect(growth.kind).toBe('spike');
      const gained = steps(await favouritesOver(simulator, id, growth.peakDay + 30));
      expect(gained.indexOf(Math.max(...gained))).toBe(growth.peakDay);
      expect(gained.at(-1)).toBeLessThan(gained[growth.peakDay]! / 5);
    }));

  test('pages tell what is true: favourites, views where they are shown, likes', () =>
    withSimulator({}, async (simulator) => {
      simulator.clock.advance(9);
      const id = castId(simulator, 'steady');
      const truth = castTruth(simulator, 'steady');
      expect((await askJson(simulator, `${comic}/api/article/list/info?titleId=${id}`)).favoriteCount).toBe(truth.favourites);
      const lists = Object.values<Payload[]>(
        (await askJson(simulator, `${comic}/api/webtoon/titlelist/weekday?order=view`)).titleListMap,
      ).flat();
      expect(lists.find((row) => row.titleId === id).viewCount).toBe(truth.views);
      expect(lists.find((row) => row.titleId === castId(simulator, 'resting')).viewCount).toBe(0);
    }));

  test('cumulated figures never fall from one day to the next, but for the favourites of falling titles', () =>
    withSimulator({ titles: 120, episodes: 6000 }, async (simulator) => {
      const { world } = simulator.naverWebtoon;
      for (const title of world.knownOn(world.base)) {
        let before = simulator.naverWebtoon.titleTruth(title.id, dayText(world.base - 40))!;
        for (let day = world.base - 39; day < world.base + 60; day++) {
          const now = simulator.naverWebtoon.titleTruth(title.id, dayText(day))!;
          expect(now.views).toBeGreaterThanOrEqual(before.views);
          expect(now.episodes).toBeGreaterThanOrEqual(before.episodes);
          expect(now.favourites * (now.growth.kind === 'falling' ? -1 : 1)).toBeGreaterThanOrEqual(
            before.favourites * (now.growth.kind === 'falling' ? -1 : 1),
          );
          before = now;
        }
        const at = (days: number): EpisodeTruth =>
          simulator.naverWebtoon.episodeTruth(title.id, numberOf(title.schedule, 1), dayText(world.base + days))!;
        const [early, late] = [at(0), at(20)];
        for (const key of ['likes', 'starCount', 'activeComments'] as const) expect(late[key]).toBeGreaterThanOrEqual(early[key]);
      }
    }));
});

describe('the calendar of episodes', () => {
  test('slots and days convert into one another', () => {
    for (const weekdays of [[0], [3], [6], [0, 3], [1, 4], [0, 1, 2, 3, 4, 5, 6]]) {
      for (let slot = 2000; slot < 2060; slot++) {
        const day = dayOfSlot(weekdays, slot);
        expect(weekdays).toContain(weekdayOf(day));
        expect(slotsUntil(weekdays, day)).toBe(slot);
        expect(slotsUntil(weekdays, day - 1)).toBe(slot - 1);
      }
    }
    expect(weekdayOf(dayNumber('2026-11-21'))).toBe(5);
  });

  test('numbers and episodes convert into one another around gaps', () => {
    const schedule = { weekdays: [2], atBase: 30, lastSlot: 2900, resumeSlot: 2901, total: Infinity, gaps: [1, 7, 20] };
    const numbers = Array.from({ length: 30 }, (_, i) => numberOf(schedule, i + 1));
    expect(new Set(numbers).size).toBe(30);
    expect(numbers.at(-1)).toBe(33);
    numbers.forEach((number, i) => expect(episodeOf(schedule, number)).toBe(i + 1));
    expect([2, 9, 23].map((lost) => episodeOf(schedule, lost))).toEqual([0, 0, 0]);
  });

  test('a new episode appears on the weekday of its title and is marked as new that day only', () =>
    withSimulator({}, async (simulator) => {
      const id = castId(simulator, 'steady');
      const title = simulator.naverWebtoon.world.byId(id)!;
      const next = dayOfEpisode(title.schedule, episodesOn(title.schedule, simulator.clock.today()) + 1);
      const list = (): Promise<Payload> => askJson(simulator, `${comic}/api/article/list?titleId=${id}&page=1&sort=DESC`);
      const [preview] = (await list()).chargeFolderArticleList.toReversed();
      const before = (await list()).articleList[0].no;
      simulator.clock.advance(next - simulator.clock.today());
      const after = await list();
      expect(weekdayOf(next)).toBe(title.schedule.weekdays[0]);
      expect(after.articleList[0]).toMatchObject({ no: before + 1, up: true, charge: false });
      expect(after.articleList[0].no).toBe(preview.no);
      simulator.clock.advance(1);
      expect((await list()).articleList[0].up).toBe(false);
    }));

  test('a resting title comes back, an ending one moves to the finished list, a renamed one changes its name, new ones have their debut', () =>
    withSimulator({}, async (simulator) => {
      const truth = (part: CastName): TitleTruth => castTruth(simulator, part);
      expect([truth('resting').resting, truth('ending').finished]).toEqual([true, false]);
      const name = truth('renamed').name;
      const titles = simulator.state().platforms['naver-webtoon']!['titles']!;
      const episodes = truth('resting').episodes;
      simulator.clock.advance(45);
      expect([truth('resting').resting, truth('ending').finished]).toEqual([false, true]);
      expect(truth('resting').episodes).toBeGreaterThan(episodes);
      expect(truth('renamed').name).not.toBe(name);
      expect(simulator.state().platforms['naver-webtoon']!['titles']).toBeGreaterThan(titles);
      const { titleList } = await askJson(simulator, `${comic}/api/webtoon/titlelist/finished?page=1&order=update`);
      expect(titleList.map((row: Payload) => row.titleId)).toContain(castId(simulator, 'ending'));
    }));
});
