import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { PipelineRun } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Card } from '../ui/index.ts';
import { looks, StateSign } from './state.tsx';
import { useZoneTime } from './time.ts';

const halfDayMs = 43_200_000;

/** Over so many columns the name of a day or a month has room. */
const roomFor = 3;

/** Intervals against steps, the newest interval on the right; each cell leads to its run. */
export const RunGrid = ({ runs, zone, label }: { runs: readonly PipelineRun[]; zone: string | null; label: string }) => {
  const text = useText();
  const time = useZoneTime(zone);
  const box = useRef<HTMLDivElement>(null);
  const columns = runs.toReversed();
  const rows = rowsOf(columns);
  const [at, setAt] = useState<readonly [row: number, column: number]>([0, columns.length - 1]);
  // What is newest is of interest, and on a phone it lies beyond the edge.
  useEffect(() => {
    if (box.current) box.current.scrollLeft = box.current.scrollWidth;
  }, []);

  const last = columns.at(-1);
  if (!last) return <p className="text-ink-soft">{text.pipelines.noRuns}</p>;
  const unit = Date.parse(last.intervalEnd) - Date.parse(last.intervalStart) < halfDayMs ? 'hour' : 'day';
  const groups = groupsOf(columns.map((run) => time.group(run.intervalEnd, unit)));

  const onKeyDown = (event: KeyboardEvent) => {
    const [row, column] = at;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [row, 0],
      End: [row, columns.length - 1],
    };
    const next = moves[event.key];
    const cell = next && box.current?.querySelector<HTMLElement>(`[data-cell="${next.join('/')}"]`);
    if (!next || !cell) return;
    event.preventDefault();
    setAt(next);
    cell.focus();
  };

  return (
    <Card className="overflow-hidden">
      <div ref={box} className="overflow-x-auto py-4 pr-5">
        <table aria-label={label} className="border-separate border-spacing-0" onKeyDown={onKeyDown}>
          <thead>
            <tr>
              <th scope="col" className="sticky left-0 z-10 bg-surface">
                <span className="sr-only">{text.pipelines.interval}</span>
              </th>
              {groups.map(({ name, from, length }) => (
                <th
                  key={from}
                  colSpan={length}
                  scope="colgroup"
                  aria-label={name}
                  className="h-5 max-w-0 pl-1.5 text-left text-xs font-normal whitespace-nowrap text-ink-faint"
                >
                  {length >= roomFor && <span className="sticky left-24">{name}</span>}
                </th>
              ))}
            </tr>
            <tr>
              <th scope="col" className="sticky left-0 z-10 bg-surface pr-3 pl-5 text-left text-xs font-medium text-ink-faint">
                {text.pipelines.step}
              </th>
              {columns.map((run) => (
                <th key={run.id} scope="col" className="h-6 min-w-6 text-center text-xs font-normal text-ink-faint">
                  {time.short(run.intervalEnd, unit)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((name, row) => (
              <tr key={name}>
                <th
                  scope="row"
                  className="sticky left-0 z-10 bg-surface py-0.5 pr-3 pl-5 text-left text-[13px] font-medium whitespace-nowrap text-ink"
                >
                  {name}
                </th>
                {columns.map((run, column) => {
                  const step = run.steps.find((each) => each.name === name);
                  if (!step)
                    return (
                      <td key={run.id} className="text-center text-ink-faint">
                        ·
                      </td>
                    );
                  const state = text.pipelines.stepState[step.state];
                  const told = step.failures > 0 && step.state !== 'failed' ? `${state}, ${text.pipelines.failures(step.failures)}` : state;
                  const words = text.pipelines.gridCell(name, time.dateTime(run.intervalEnd), told);
                  return (
                    <td key={run.id} className="p-0.5">
                      <Link
                        to="/pipelines/runs/$id"
                        params={{ id: run.id }}
                        search={{ step: name }}
                        data-cell={`${row}/${column}`}
                        data-tip={words}
                        aria-label={words}
                        tabIndex={row === at[0] && column === at[1] ? 0 : -1}
                        onFocus={() => setAt([row, column])}
                        className={`grid size-[22px] place-items-center rounded-[5px] hover:outline-2 hover:outline-line-strong ${looks[step.state]}`}
                      >
                        <StateSign state={step.state} size={13} />
                      </Link>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
};

/** The steps of all these runs: as the newest has them, and behind them those that are no more. */
const rowsOf = (columns: readonly PipelineRun[]): readonly string[] => [
  ...new Set(columns.toReversed().flatMap(({ steps }) => steps.map(({ name }) => name))),
];

/** Neighbours of the same name, as one head over several columns. */
const groupsOf = (names: readonly string[]): readonly { readonly name: string; readonly from: number; readonly length: number }[] => {
  const groups: { name: string; from: number; length: number }[] = [];
  for (const [from, name] of names.entries()) {
    const last = groups.at(-1);
    if (last?.name === name) last.length += 1;
    else groups.push({ name, from, length: 1 });
  }
  return groups;
};
