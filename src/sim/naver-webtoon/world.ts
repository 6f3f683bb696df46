import { mix, normalOf, pick, unitOf } from '../random.ts';
import { dayNumber } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Growth, GrowthKind } from './growth.ts';
import { authorAt, createNamer } from './names.ts';
import { dayOfEpisode, episodesOn, slotsUntil } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import type { Title } from './title.ts';
import { castNames, traitsOf } from './traits.ts';
import type { Traits } from './traits.ts';
import { customTags, genres } from './words.ts';

/** How large a world is and what it is drawn from. */
export interface WorldOptions {
  readonly seed: number;
  /** Titles that exist on the base day. */
  readonly titles: number;
  /** Free episodes of all titles together on the base day. */
  readonly episodes: number;
  /** The day on which the figures above hold, `2026-11-21`. */
  readonly baseDay: string;
}

export interface World {
  readonly base: DayNumber;
  readonly titles: readonly Title[];
  byId(id: number): Title | undefined;
  /** Titles that had their debut by a day, finished ones included. */
  knownOn(day: DayNumber): readonly Title[];
}

/** Titles that have their debut after the base day, one every four days. */
const laterDebuts = 40;

/** Builds a world. About 20 ms for 2,600 titles; episodes cost nothing until they are asked for. */
export const createWorld = (options: WorldOptions): World => {
  const { seed, titles: count, episodes } = options;
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`titles must be a whole number from 1 on, not ${count}`);
  if (!Number.isInteger(episodes) || episodes < count)
    throw new RangeError(`episodes must be a whole number and at least as many as titles (${count}), not ${episodes}`);
  const base = dayNumber(options.baseDay);
  const nameOf = createNamer();
  const lengths = shareOut(seed, count, episodes);
  const titles = Array.from({ length: count + laterDebuts }, (_, index) =>
    createTitle(seed, index, lengths[index] ?? 0, base, nameOf, index < count ? null : base + 4 * (index - count + 1)),
  );
  const byId = new Map(titles.map((title) => [title.id, title]));
  let known: { day: DayNumber; titles: readonly Title[] } | null = null;
  return {
    base,
    titles,
    byId: (id) => byId.get(id),
    knownOn(day) {
      if (known?.day !== day) known = { day, titles: titles.filter((title) => episodesOn(title.schedule, day) > 0) };
      return known.titles;
    },
  };
};

/** Shares the episodes out among the titles: at least one each, lengths log-normal, the sum exact. */
const shareOut = (seed: number, count: number, episodes: number): number[] => {
  const weights = Array.from({ length: count }, (_, index) => Math.exp(0.75 * normalOf(mix(seed, 0xe915), index)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const spare = episodes - count;
  const lengths = weights.map((weight) => 1 + Math.floor((spare * weight) / sum));
  let left = episodes - lengths.reduce((total, length) => total + length, 0);
  for (let index = 0; left > 0; index = (index + 1) % count, left--) lengths[index]!++;
  return lengths;
};

const createTitle = (
  seed: number,
  index: number,
  length: number,
  base: DayNumber,
  nameOf: (hash: number) => string,
  debut: DayNumber | null,
): Title => {
  const hash = mix(seed, index + 1);
  const traits =
    debut === null
      ? traitsOf(seed, index)
      : { ...traitsOf(seed, index), place: 'week' as const, slotsPerWeek: 1, resting: false, ending: false, dailyPass: false };
  const schedule = createSchedule(hash, traits, length, base, debut);
  const firstDay = dayOfEpisode(schedule, 1);
  const adult = traits.adult;
  const writer = authorAt(mix(hash, 31) % 1900);
  const painter = unitOf(hash, 32) < 0.5 ? writer : authorAt(mix(hash, 33) % 1900);
  return {
    index,
    // Seven digits and spread out: no platform's real numbers, and not guessable from one another.
    id: 1_000_003 + index * 7 + (mix(hash, 34) % 7),
    hash,
    name: nameOf(hash),
    renamed: traits.renamed ? { day: base + 2 + (mix(hash, 35) % 28), name: nameOf(mix(hash, 36)) } : null,
    writers: [writer],
    painters: [painter],
    originAuthors: unitOf(hash, 37) < 0.25 ? [authorAt(mix(hash, 38) % 1900)] : [],
    genre: mix(hash, 39) % genres.length,
    tags: [1, 2, 3, 4]
      .map((salt) => 1 + (mix(hash, 40 + salt) % customTags.length))
      .filter((tag, place, all) => all.indexOf(tag) === place),
    ageRating: adult ? 'RATE_18' : unitOf(hash, 45) < 0.5 ? 'RATE_12' : 'RATE_15',
    adult,
    dailyPlus: traits.place === 'daily',
    dailyPass: traits.dailyPass,
    previews: traits.previews,
    showsViews: traits.showsViews,
    recentShape: traits.recentShape,
    namedEpisodes: unitOf(hash, 46) < 0.3,
    stars: Math.min(9.98, 9.95 - unitOf(hash, 47) ** 3 * 2.2),
    schedule,
    audience: {
      growth: growthFor(hash, traits.growth, firstDay - base),
      viewsPerDay: viewsPerDayOf(hash, index),
      debut: firstDay,
      base,
    },
  };
};

/** From 25 to 250,000 views a day, most titles few; the fixed parts of every world have readers enough for comments and replies. */
const viewsPerDayOf = (hash: number, index: number): number =>
  index < castNames.length ? 10 ** (4.4 + 0.6 * unitOf(hash, 48)) : 10 ** (1.4 + 4 * unitOf(hash, 48) ** 1.6);

const createSchedule = (hash: number, traits: Traits, length: number, base: DayNumber, debut: DayNumber | null): Schedule => {
  // A series longer than 18 years at its pace publishes more often instead.
  const paces = [traits.slotsPerWeek, 2, 7].filter((pace) => pace >= traits.slotsPerWeek);
  const pace = paces.find((slots) => length / slots < 18 * 52) ?? 7;
  const weekdays = weekdaysFor(hash, pace);
  const gaps = traits.hasGaps
    ? [3, 4]
        .map((salt) => 1 + (mix(hash, 50 + salt) % Math.max(1, length - 1)))
        .filter((gap, place, all) => gap < length && all.indexOf(gap) === place)
        .sort((a, b) => a - b)
    : [];
  if (debut !== null) {
    const lastSlot = slotsUntil(weekdays, debut - 1);
    return { weekdays, atBase: 0, lastSlot, resumeSlot: lastSlot + 1, total: Infinity, gaps: [] };
  }
  if (traits.place === 'finished') {
    const lastSlot = slotsUntil(weekdays, base - 7 - (mix(hash, 55) % 3000));
    return { weekdays, atBase: length, lastSlot, resumeSlot: lastSlot + 1, total: length, gaps };
  }
  const paused = traits.resting ? 14 + (mix(hash, 56) % 120) : 0;
  const lastSlot = slotsUntil(weekdays, base - paused);
  const resumeSlot = traits.resting ? slotsUntil(weekdays, base + 5 + (mix(hash, 57) % 20)) + 1 : lastSlot + 1;
  const total = traits.ending ? length + 1 + (mix(hash, 58) % 3) * pace : Infinity;
  return { weekdays, atBase: length, lastSlot, resumeSlot, total, gaps };
};

const weekdaysFor = (hash: number, slotsPerWeek: number): number[] => {
  if (slotsPerWeek === 7) return [0, 1, 2, 3, 4, 5, 6];
  const first = mix(hash, 60) % 7;
  if (slotsPerWeek === 1) return [first];
  return [first, (first + 3) % 7].sort((a, b) => a - b);
};

/** Falling and dormant need a past; a title too young for it is steady. */
const growthFor = (hash: number, kind: GrowthKind, debutFromBase: number): Growth => {
  const level: Growth = { kind: 'steady', ratePerDay: 0, peakDay: 0, height: 0, decayDays: 1 };
  const rate = 0.012 + 0.023 * unitOf(hash, 70);
  if (kind === 'rising') return { ...level, kind, ratePerDay: rate };
  if (kind === 'spike')
    return {
      ...level,
      kind,
      peakDay: 2 + (mix(hash, 71) % 19),
      height: 8 + 12 * unitOf(hash, 72),
      decayDays: pick([2, 3, 4], mix(hash, 73)),
    };
  if (kind === 'falling' && debutFromBase < -130) return { ...level, kind, ratePerDay: -rate };
  if (kind === 'dormant' && debutFromBase < -60) return { ...level, kind };
  return level;
};
