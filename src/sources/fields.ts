import { z } from 'zod';
import type { Day, Json, Misfit, ParsedRecord } from '../domain/index.ts';
import { isoOf } from '../domain/index.ts';

/** Ids are numbers on most wires and strings with us. */
export const wireId = z.int().positive();
export const wireCount = z.int().nonnegative().nullish();
export const wireText = z.string().nullish();
export const wireFlag = z.boolean().nullish();

/** Only what the platform gave: fields of several streams are merged into one row, so an unknown must not overwrite a known. */
export const given = (fields: Readonly<Record<string, Json | undefined>>): Record<string, Json> => {
  const kept: Record<string, Json> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined && value !== null) kept[key] = value;
  }
  return kept;
};

/** The query of the address that was asked; empty when a saved payload came without one. */
export const queryOf = (url: string): URLSearchParams => URL.parse(url)?.searchParams ?? new URLSearchParams();

/** Nothing but misfits is another shape; nothing at all is an empty list. */
export const outcomeOf = (records: readonly ParsedRecord[], quarantined: readonly Misfit[]): 'ok' | 'empty' | 'changed-shape' =>
  records.length > 0 ? 'ok' : quarantined.length > 0 ? 'changed-shape' : 'empty';

/** A time with the day in Korea on which it falls. */
export interface When {
  /** UTC, with `Z`. */
  readonly instant: string;
  readonly day: Day;
}

const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
const seoulOffsetMs = 9 * 3_600_000;

/**
 * Reads a time that names its zone; null for anything else, because a guessed zone is nine hours of error. Korea is nine hours ahead of
 * UTC and keeps no summer time.
 */
export const whenOf = (text: string | null | undefined): When | null => {
  if (typeof text !== 'string' || !zoned.test(text)) return null;
  const at = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? null : { instant: isoOf(at), day: isoOf(at + seoulOffsetMs).slice(0, 10) };
};

/** A time that names its zone, as UTC with `Z`; null for anything else. */
export const instantOf = (text: string | null | undefined): string | null => whenOf(text)?.instant ?? null;

/** The day in Korea on which a time that names its zone falls; null for anything else. */
export const koreanDayOf = (text: string | null | undefined): Day | null => whenOf(text)?.day ?? null;

const unzoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/;

/**
 * A time as Korean platforms write it for Koreans, without a zone (`2026-11-20 21:30:00`), as UTC with `Z`; null for anything else, also for
 * `0000-00-00 00:00:00`. Only for platforms known to mean Korean time.
 */
export const koreanInstantOf = (text: string | null | undefined): string | null =>
  typeof text === 'string' && unzoned.test(text) ? instantOf(`${text}+09:00`) : null;

/** Tags as platforms list them, without the sign, blanks and repetition; undefined where the list was not given. */
export const hashtagsOf = (tags: readonly string[] | null | undefined): string[] | undefined =>
  tags ? [...new Set(tags.map((tag) => tag.trim().replace(/^#+/, '')).filter((tag) => tag !== ''))] : undefined;

const lastInstant = 8_640_000_000_000_000;

/** Milliseconds since 1970 as UTC with `Z`; null where there are none, or where they are no time a calendar knows. */
export const instantOfMs = (ms: number | null | undefined): string | null =>
  typeof ms === 'number' && ms > 0 && ms <= lastInstant ? isoOf(ms) : null;
