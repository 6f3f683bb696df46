import type { Instant, Zone } from '../../domain/index.ts';

/** A time during which a zone's clock runs without being changed. */
export interface Stretch {
  readonly from: Instant;
  /** Not part of it. */
  readonly until: Instant;
  /** Local time minus UTC, in ms. */
  readonly offsetMs: number;
  /** Of the stretch before; the same as `offsetMs` where there is none. */
  readonly offsetBeforeMs: number;
}

/** True for an IANA name this machine knows. An offset such as `+09:00` is none: it knows nothing of daylight saving. */
export const isZone = (zone: string): boolean => {
  if (!/^[a-z]/i.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** The stretch in which an instant lies. */
export const stretchAt = (zone: Zone, instant: Instant): Stretch => {
  const here = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(zone);
  const next = here.getTimeZoneTransition('next');
  // "previous" is strictly before: a clock that changes at this very instant would be left out.
  const change = here.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const offsetMs = here.offsetNanoseconds / 1e6;
  return {
    from: change ? change.epochMilliseconds : -Infinity,
    until: next ? next.epochMilliseconds : Infinity,
    offsetMs,
    offsetBeforeMs: change ? change.subtract({ nanoseconds: 1 }).offsetNanoseconds / 1e6 : offsetMs,
  };
};
