import type { Json, Misfit, Parsed, ParsedRecord } from '../../domain/index.ts';
import { outcomeOf } from '../fields.ts';
import { misfit, nothing } from '../misfit.ts';
import { absentEverywhere } from '../rows.ts';
import type { Rows } from '../rows.ts';

/** One page of a list. */
export interface ListPage<Row extends object> {
  /** Where the rows stand, such as `itemList`. */
  readonly path: string;
  readonly value: unknown;
  readonly read: (value: unknown, path: string) => Rows<Row>;
  readonly record: (row: Row) => ParsedRecord;
  /** Counts that some row of every page has. */
  readonly metrics: readonly string[];
  /** Whether more follows; `feed` for a list that has no end and no next page. */
  readonly more: boolean | 0 | 1 | null | undefined | 'feed';
  /** Where the next page begins, and where this one began. */
  readonly cursor?: { readonly path: string; readonly value: string | number | null | undefined; readonly asked: string | null };
  /** Numbers in cursors go this way, so one that does not leads back. */
  readonly direction?: 'up' | 'down';
}

/**
 * Reads one page. A list that is not there is an empty one only when the answer also says that nothing follows; one that does not say
 * whether more follows keeps its rows and is another shape.
 */
export const readList = <Row extends object>(page: ListPage<Row>): Parsed => {
  const { path, value, read, record, metrics, more } = page;
  if (value === undefined || value === null) {
    if (more === false || more === 0) return nothing('empty');
    if (value === undefined || more !== 1) return nothing('changed-shape', [misfit(path, value === null ? 'null' : 'absent', null)]);
  }
  const { rows, misfits, isList } = read(value ?? [], path);
  if (!isList) return nothing('changed-shape', misfits);
  const records = new Map<string, ParsedRecord>();
  for (const row of rows) {
    const made = row === null ? null : record(row);
    // A feed repeats itself, and a list that moved while it was read does: the first one stands.
    if (made !== null && !records.has(made.id)) records.set(made.id, made);
  }
  const found = [...records.values()];
  const silent = absentEverywhere(
    found.map(({ counts }) => counts),
    path,
    metrics,
  );
  const { next, trouble } = nextOf(page);
  return {
    outcome: trouble ? 'changed-shape' : outcomeOf(found, misfits),
    records: found,
    quarantined: [...misfits, ...silent, ...(trouble ? [trouble] : [])],
    next,
  };
};

const nextOf = <Row extends object>({ more, cursor, direction }: ListPage<Row>): { next: Json; trouble?: Misfit } => {
  if (more === 'feed' || more === false || more === 0) return { next: null };
  if (more === undefined || more === null) return { next: null, trouble: misfit('hasMore', 'absent', null) };
  if (cursor?.value === undefined || cursor.value === null)
    return { next: null, trouble: misfit(cursor?.path ?? 'cursor', 'absent', null) };
  const { value, asked } = cursor;
  const before = asked ?? '0';
  if (String(value) === before) return { next: null };
  const [from, to] = [Number(before), Number(value)];
  const leadsBack = direction === 'up' ? to < from : direction === 'down' ? from !== 0 && to > from : false;
  return { next: leadsBack ? null : value };
};
