/** Milliseconds since 1970-01-01T00:00:00Z. Instants are always UTC; only days have a zone. */
export type Instant = number;

/** A calendar day `YYYY-MM-DD`, meaningful only together with a zone. */
export type Day = string;

/** An IANA zone name such as `Asia/Seoul`. */
export type Zone = string;

/** Where time comes from. Injected everywhere, so that tests own it. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** A number in [0, 1). Injected, so that jitter is repeatable in tests. */
export type Random = () => number;

const formatters = new Map<Zone, Intl.DateTimeFormat>();

/** The calendar day on which an instant falls in a zone. */
export const dayOf = (instant: Instant, zone: Zone): Day => {
  let format = formatters.get(zone);
  if (!format)
    formatters.set(
      zone,
      (format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })),
    );
  return format.format(instant);
};

export const isoOf = (instant: Instant): string => new Date(instant).toISOString();

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that exists in the calendar (2026-02-30 does not). */
export const isDay = (text: string): text is Day => {
  const match = dayPattern.exec(text);
  if (!match) return false;
  const [, year, month, date] = match.map(Number) as [number, number, number, number];
  const utc = new Date(Date.UTC(year, month - 1, date));
  return utc.getUTCMonth() === month - 1 && utc.getUTCDate() === date;
};

/** The instant at which `day` begins in `zone`, right across daylight saving changes. */
export const startOfDay = (day: Day, zone: Zone): Instant => {
  const utcMidnight = Date.parse(`${day}T00:00:00Z`);
  // Two rounds settle any offset: the first finds the offset near midnight, the second corrects it when a change lies in between.
  let instant = utcMidnight;
  for (let round = 0; round < 2; round++) instant = utcMidnight - offsetAt(instant, zone);
  return instant;
};

/** The day `n` days after (or, negative, before) a day. Pure calendar arithmetic; no zone is involved. */
export const addDays = (day: Day, n: number): Day => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);

const offsetFormatters = new Map<Zone, Intl.DateTimeFormat>();

/** The zone's offset from UTC in milliseconds at an instant. */
const offsetAt = (instant: Instant, zone: Zone): number => {
  let format = offsetFormatters.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    offsetFormatters.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(parts['year']!, parts['month']! - 1, parts['day']!, parts['hour']!, parts['minute']!, parts['second']!);
  return local - Math.floor(instant / 1000) * 1000;
};
