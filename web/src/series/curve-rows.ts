import type { Count, Curve, CurvePoint } from '../api/index.ts';

/** All scopes of one metric at one instant: one row of the chart and of its table. */
export interface CurveRow {
  readonly at: number;
  readonly day: string;
  /** In the order of the curves; undefined where a scope has no observation in that run. */
  readonly points: readonly (CurvePoint | undefined)[];
}

/**
 * Lays the curves of one metric side by side. Scopes of one run are read minutes apart (one weekday after the other), so they are
 * joined by run and stand at its first instant.
 */
export const rowsOf = (curves: readonly Curve[]): CurveRow[] => {
  const rows = new Map<string, { at: number; day: string; points: (CurvePoint | undefined)[] }>();
  curves.forEach((curve, place) => {
    for (const point of curve.points) {
      const key = point.runId ?? point.at;
      const at = Date.parse(point.at);
      const row = rows.get(key) ?? { at, day: point.day, points: Array.from<CurvePoint | undefined>({ length: curves.length }) };
      row.at = Math.min(row.at, at);
      row.points[place] = point;
      rows.set(key, row);
    }
  });
  return [...rows.values()].toSorted((a, b) => a.at - b.at);
};

/** The first and the last known count of a curve, and how many days lie between them; null with fewer than two. */
export const spanOf = (curve: Curve): { readonly from: Count; readonly to: Count; readonly days: number } | null => {
  const known = curve.points.filter((point): point is CurvePoint & { count: Count } => point.count !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || first === last) return null;
  return { from: first.count, to: last.count, days: Math.round((Date.parse(last.day) - Date.parse(first.day)) / 86_400_000) };
};

export const lastKnown = (curve: Curve): CurvePoint | undefined => curve.points.findLast((point) => point.count !== null);
