import { isoOf, toStored } from '../domain/index.ts';
import type { Counts, Exchange, Json, Parsed, ParsedRecord } from '../domain/index.ts';
import type { StoredCount } from '../domain/index.ts';

/** One page waiting to be committed. */
export interface CommitPage {
  readonly taskId: string;
  readonly stream: string;
  readonly endpoint: string;
  /** The kind of record the page's targets are, or `listing`. */
  readonly targetKind: string;
  readonly targets: readonly string[];
  readonly exchange: Exchange;
  readonly parsed: Parsed;
  /** The task's state after this page; null when its batch is complete. */
  readonly cursor: Json | null;
  /** Its validators are worth keeping. */
  readonly conditional: boolean;
  /** Targets given up with this page. */
  readonly skipped: readonly string[];
}

/** A page with the id its exchange was given. */
export interface NumberedPage extends CommitPage {
  readonly exchangeId: number;
}

export interface RecordRow {
  kind: string;
  id: string;
  parent: string | null;
  fields: Readonly<Record<string, Json>>;
  counts: Readonly<Record<string, StoredCount>>;
  at: string;
  exchange: number;
}

/** A record with the name it was found by. */
export interface NameRow {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly exchange: number;
}

export interface ObservationRow {
  readonly kind: string;
  readonly id: string;
  readonly scope: string;
  readonly counts: Record<string, StoredCount>;
  readonly at: string;
  readonly exchange: number;
}

const storedCounts = (counts: Counts): Record<string, StoredCount> => {
  const stored: Record<string, StoredCount> = {};
  for (const metric in counts) stored[metric] = toStored(counts[metric]!);
  return stored;
};

/** In the merged view of a record a metric that holds only in one place keeps that place in its name. */
const scopedCounts = (counts: Record<string, StoredCount>, scope: string | undefined): Record<string, StoredCount> => {
  if (scope === undefined || !('rank' in counts)) return counts;
  const { rank, ...rest } = counts;
  return { ...rest, [`rank@${scope}`]: rank! };
};

/**
 * Turns the pages of one commit into rows. A record met several times becomes one row (one statement may not touch a row twice), newest
 * fields and counts winning; an observation met twice in one run keeps its first value. Rows are sorted by key, so that two processes
 * committing the same records take their row locks in the same order.
 */
export const rowsOf = (pages: readonly NumberedPage[]): { records: RecordRow[]; observations: ObservationRow[] } => {
  const records = new Map<string, RecordRow>();
  const observations = new Map<string, ObservationRow>();
  for (const { exchange, exchangeId, parsed } of pages) {
    const at = isoOf(exchange.at);
    for (const record of parsed.records) addRecord(record, at, exchangeId, records, observations);
  }
  return { records: sorted(records), observations: sorted(observations) };
};

/** The names of the pages' records, each once; in the order of their keys, like all rows. */
export const namesOf = (pages: readonly NumberedPage[]): NameRow[] => {
  const names = new Map<string, NameRow>();
  for (const { exchange, exchangeId, parsed } of pages)
    for (const { kind, id, name } of parsed.records)
      if (name !== undefined) names.set(`${kind}\n${name}\n${id}`, { kind, id, name, at: isoOf(exchange.at), exchange: exchangeId });
  return sorted(names);
};

const addRecord = (
  record: ParsedRecord,
  at: string,
  exchange: number,
  records: Map<string, RecordRow>,
  observations: Map<string, ObservationRow>,
): void => {
  const { kind, id, scope } = record;
  const key = `${kind}\n${id}`;
  const counts = storedCounts(record.counts);
  const merged = scopedCounts(counts, scope);
  const known = records.get(key);
  if (known) {
    known.fields = { ...known.fields, ...record.fields };
    known.counts = { ...known.counts, ...merged };
    known.parent ??= record.parentId ?? null;
    known.at = at;
    known.exchange = exchange;
  } else {
    records.set(key, { kind, id, parent: record.parentId ?? null, fields: record.fields, counts: merged, at, exchange });
  }
  const observationKey = scope === undefined ? key : `${key}\n${scope}`;
  if (Object.keys(counts).length > 0 && !observations.has(observationKey)) {
    observations.set(observationKey, { kind, id, scope: scope ?? '', counts, at, exchange });
  }
};

/** By key in code point order, as plain texts: comparing entries with a function takes three times as long. */
const sorted = <Row>(rows: Map<string, Row>): Row[] => [...rows.keys()].sort().map((key) => rows.get(key)!);
