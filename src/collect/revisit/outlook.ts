import { TidemarkError } from '../../domain/index.ts';
import { streamOf } from '../../sources/index.ts';
import type { Source } from '../../sources/index.ts';
import type { Store } from '../../store/index.ts';
import { choiceQuestion } from '../plan.ts';
import { withUndoneRun } from '../preview.ts';
import type { PreviewOptions } from '../preview.ts';
import type { Selection } from '../selection.ts';
import { namedCandidates } from '../sql/run-choice.ts';
import { planVisits } from './choose.ts';
import { dueReason } from './due.ts';
import type { DueReason } from './due.ts';
import { floorDays, requireRevisits } from './visits.ts';

/** How often a target is visited by the plan, and when next. */
export interface TargetOutlook {
  readonly id: string;
  /** The name it is known by, or its title; null when it was never met. */
  readonly name: string | null;
  readonly everyDays: number;
  /** In ms since 1970; null: never. */
  readonly visitedAt: number | null;
  /** Why a run that began now would visit it; null: it would not. */
  readonly reason: DueReason | 'all' | null;
  /** About so many days until its turn; 0: now. */
  readonly inDays: number;
}

export interface VisitOutlook {
  readonly targets: number;
  /** Visits of one run; null: all targets. */
  readonly visits: number | null;
  readonly intervalDays: number;
  readonly floorDays: number;
  readonly isFloorMet: boolean;
  /** Those asked for, whoever is latest first. */
  readonly shown: readonly TargetOutlook[];
}

/**
 * Whom a run that began now would visit, whom it would leave for later, and why. Nothing is begun.
 * @throws TDM_VISITS_UNSUPPORTED; TDM_TARGET_UNKNOWN for an id that is not among the targets.
 */
export const visitOutlook = async (
  store: Store,
  source: Source,
  selection: Selection & Required<Pick<Selection, 'visits'>>,
  { ids, limit, ...preview }: PreviewOptions & { readonly ids: readonly string[]; readonly limit: number },
): Promise<VisitOutlook> => {
  const { values, withinMs } = preview;
  const stream = streamOf(source, requireRevisits(source, selection.streams).stream);
  const allowance = { values, ...(withinMs === undefined ? {} : { withinMs }) };
  let outlook: VisitOutlook | undefined;
  await withUndoneRun(store, source, selection, preview, async (sql, runId) => {
    const question = choiceQuestion({ runId, source, stream, selection, options: preview.options, allowance }, selection.visits);
    const { now, intervalDays, visitedOn, perDay, visits, isFloorMet, due } = await planVisits(sql, question);
    const limits = { floorDays, ceilingPerDay: 1 / intervalDays };
    const isDue = new Set(due);
    const turnIn = (at: number): number => (Number.isNaN(visitedOn[at]!) ? -Infinity : visitedOn[at]! + 1 / perDay[at]! - now);
    const first = Int32Array.from(visitedOn.keys())
      .sort((a, b) => Number(isDue.has(b)) - Number(isDue.has(a)) || turnIn(a) - turnIn(b) || a - b)
      .subarray(0, limit);
    const rows = await sql.query<{ n: number; id: string; name: string | null }>(
      namedCandidates(source.platform, question.by.kind, ids.length > 0 ? { ids } : { n: [...first] }),
    );
    const missing = ids.find((id) => !rows.some((row) => row.id === id || row.name === id));
    if (missing !== undefined) throw new TidemarkError('TDM_TARGET_UNKNOWN', { platform: source.platform, target: missing });
    const place = new Map(Array.from(first, (at, n) => [at, n]));
    const shown = rows
      .toSorted((a, b) => (place.get(a.n) ?? a.n) - (place.get(b.n) ?? b.n))
      .map(({ n, id, name }): TargetOutlook => {
        const visited = visitedOn[n]!;
        const reason = visits === null ? 'all' : isDue.has(n) ? dueReason(now - visited, limits) : null;
        return {
          ...{ id, name, reason, everyDays: visits === null ? intervalDays : 1 / perDay[n]! },
          visitedAt: Number.isNaN(visited) ? null : Math.round(visited * 86_400_000),
          // Whoever is late and has to wait for others is visited by the next run at the soonest.
          inDays: reason === null ? Math.max(intervalDays, turnIn(n)) : 0,
        };
      });
    outlook = { ...{ visits, intervalDays, floorDays, isFloorMet, shown }, targets: visitedOn.length };
  });
  return outlook!;
};
