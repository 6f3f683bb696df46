import type { Count } from '../api/shapes.ts';
import type { Messages } from './messages.ts';

/** 만 and 억 from ten thousand on in Korean, K and M from a thousand on in English; below that the number itself. */
const compactFrom = { ko: 10_000, en: 1_000 } as const;

/** The units of compact numbers, largest first. */
const units = { ko: [1e12, 1e8, 1e4], en: [1e12, 1e9, 1e6, 1e3] } as const;

const spans = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** The step within which two rounded numbers cannot be told apart; as `stepOf` of the domain, which the bundle does not carry. */
const stepOf = (count: Count): number => {
  if (count.precision !== 'rounded' || count.value === 0) return 1;
  return 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(count.value))) + 1 - count.digits);
};

const prefixes = { exact: '', rounded: '≈', 'at-least': '≥' } as const;

export interface Format {
  readonly locale: string;
  /** Every digit, grouped. */
  readonly number: (value: number) => string;
  readonly compact: (value: number) => string;
  /** A count as shown: short, with ≈ for a rounded one; an em dash when missing. */
  readonly count: (count: Count | null | undefined, metric?: string) => string;
  /** A value on an axis whose places lie `step` apart, with as many decimals as tell them apart. */
  readonly axis: (value: number, step: number, metric: string) => string;
  /** A count in full words, for hovering and for reading aloud. */
  readonly countInWords: (count: Count | null | undefined, metric?: string) => string;
  /** The change between two counts, or the sentence that it is too small to tell. */
  readonly change: (
    from: Count,
    to: Count,
    metric: string,
  ) => { readonly text: string; readonly sign: -1 | 0 | 1; readonly note: string | null };
  readonly bytes: (value: number) => string;
  readonly duration: (ms: number) => string;
  readonly percent: (part: number) => string;
  readonly dateTime: (iso: string) => string;
  readonly day: (day: string) => string;
  /** Without the year, for axes. */
  readonly shortDay: (day: string) => string;
  readonly ago: (iso: string, now: number) => string;
}

/** Stars are read with two decimals, everything else is whole. */
const digitsOf = (metric: string | undefined) => (metric === 'stars' ? 2 : 0);

export const createFormat = (language: 'ko' | 'en', text: Messages): Format => {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  // British English writes 1.2k and 3bn where ours says K and B.
  const compactLocale = language === 'ko' ? 'ko-KR' : 'en-US';
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const axisFormats = new Map<string, Intl.NumberFormat>();
  const axisFormat = (isCompact: boolean, digits: number): Intl.NumberFormat => {
    const key = `${isCompact}/${digits}`;
    const made =
      axisFormats.get(key) ??
      new Intl.NumberFormat(compactLocale, {
        ...(isCompact ? { notation: 'compact', useGrouping: 'always' } : {}),
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
    axisFormats.set(key, made);
    return made;
  };
  const short = new Intl.NumberFormat(compactLocale, { notation: 'compact', maximumSignificantDigits: 3, useGrouping: 'always' });
  const one = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDates = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

  const number = (value: number) => whole.format(value);
  const compact = (value: number) => (Math.abs(value) < compactFrom[language] ? number(value) : short.format(value));
  const full = (value: number, metric?: string) => (digitsOf(metric) ? decimals.format(value) : number(value));

  return {
    locale,
    number,
    compact,
    count: (count, metric) => {
      if (!count) return '—';
      if (metric === 'rank') return text.rankOf(number(count.value));
      return prefixes[count.precision] + (digitsOf(metric) ? decimals.format(count.value) : compact(count.value));
    },
    axis: (value, step, metric) => {
      if (metric === 'rank') return text.rankOf(number(value));
      const size = Math.abs(value);
      const unit = size < compactFrom[language] ? 1 : (units[language].find((each) => size >= each) ?? 1);
      // Less a little: the logarithm of a step of 0.1 is not quite -1 in binary.
      const places = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9)));
      return axisFormat(unit > 1, places).format(value);
    },
    countInWords: (count, metric) => {
      if (!count) return text.count.missing;
      if (metric === 'rank') return text.rankOf(number(count.value));
      const value = full(count.value, metric);
      if (count.precision === 'rounded') return text.count.rounded(value, number(stepOf(count)));
      return count.precision === 'at-least' ? text.count.atLeast(value) : text.count.exact(value);
    },
    change: (from, to, metric) => {
      const delta = to.value - from.value;
      const isRounded = from.precision === 'rounded' || to.precision === 'rounded';
      const isBound = from.precision === 'at-least' || to.precision === 'at-least';
      if (isRounded && Math.abs(delta) < Math.max(stepOf(from), stepOf(to)))
        return { text: text.series.noVisibleChange, sign: 0, note: text.count.withinResolution };
      const size = Math.abs(delta);
      if (delta === 0) return { text: text.series.noChange, sign: 0, note: null };
      if (digitsOf(metric) && size < 0.005) return { text: text.count.lessThan(decimals.format(0.01)), sign: 0, note: null };
      const words = `${delta > 0 ? '+' : '−'}${digitsOf(metric) ? decimals.format(size) : compact(size)}`;
      if (isBound) return { text: words, sign: 0, note: text.count.lowerBound };
      return { text: words, sign: delta > 0 ? 1 : -1, note: null };
    },
    bytes: (value) => {
      const sizes = ['B', 'kB', 'MB', 'GB', 'TB'];
      let place = 0;
      while (value >= 1000 && place < sizes.length - 1) {
        value /= 1000;
        place += 1;
      }
      return `${place === 0 ? number(value) : one.format(value)} ${sizes[place]!}`;
    },
    duration: (ms) => {
      const { unit } = text;
      if (ms < 1000) return `${number(ms)} ${unit.ms}`;
      if (ms < 60_000) return `${one.format(ms / 1000)}${language === 'ko' ? '' : ' '}${unit.s}`;
      const gap = language === 'ko' ? '' : ' ';
      const parts = [
        [Math.floor(ms / 86_400_000), unit.d],
        [Math.floor(ms / 3_600_000) % 24, unit.h],
        [Math.floor(ms / 60_000) % 60, unit.m],
        [Math.floor(ms / 1000) % 60, unit.s],
      ] as const;
      const first = parts.findIndex(([n]) => n > 0);
      return parts
        .slice(first, first + 2)
        .filter(([n]) => n > 0)
        .map(([n, name]) => `${n}${gap}${name}`)
        .join(' ');
    },
    percent: (part) => percents.format(part),
    dateTime: (iso) => moments.format(new Date(iso)),
    day: (day) => dates.format(new Date(`${day}T00:00:00Z`)),
    shortDay: (day) => shortDates.format(new Date(`${day}T00:00:00Z`)),
    ago: (iso, now) => {
      const distance = Date.parse(iso) - now;
      for (const [unit, ms] of spans) if (Math.abs(distance) >= ms) return relative.format(Math.trunc(distance / ms), unit);
      return relative.format(0, 'second');
    },
  };
};
