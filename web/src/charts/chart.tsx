import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useDark } from '../app/preferences.ts';
import { plotOptions, type PlotFacts } from './plot-options.ts';

export interface ChartProps extends PlotFacts {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  /** How to use the keys. */
  readonly hint: string;
  readonly height: number;
  /** What is said about a place: beside the cursor, and aloud. */
  readonly describe: (index: number) => {
    readonly head: string;
    readonly lines: readonly { readonly name: string; readonly words: string; readonly colour: number }[];
    readonly foot?: ReactNode;
  };
  /** A click on a place, or Enter. */
  readonly onChoose?: ((index: number) => void) | undefined;
}

const strips = ['', 'bg-[var(--curve-1)]', 'bg-[var(--curve-2)]', 'bg-[var(--curve-3)]', 'bg-[var(--curve-4)]', 'bg-[var(--curve-5)]'];

/** A uPlot chart with our own reading aid. Loaded only where charts are; the canvas is redrawn when width, data or theme change. */
const Chart = (props: ChartProps) => {
  const { label, hint, height, describe, onChoose, xs, lines } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const dark = useDark();
  const [cursor, setCursor] = useState<{ readonly index: number; readonly left: number } | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = box.current!;
    const facts = latest.current;
    const options = plotOptions(facts, { width: element.clientWidth, height }, (index, left) =>
      setCursor(index === null || left < 0 ? null : { index, left }),
    );
    const made = new uPlot(
      options,
      [facts.xs as number[], ...facts.lines.map((line) => line.values as (number | null)[])] as uPlot.AlignedData,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
      setCursor(null);
    };
    // Redrawn for new data and colours; the names of values follow `lines`, which changes with the language too.
  }, [xs, lines, height, dark]);

  const goTo = (index: number) => {
    const made = plot.current;
    if (!made) return;
    made.setCursor({ left: made.valToPos(xs[index]!, 'x'), top: made.over.clientHeight / 2 });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = xs.length - 1;
    const at = cursor?.index;
    const next = {
      ArrowRight: at === undefined ? 0 : Math.min(last, at + 1),
      ArrowLeft: at === undefined ? last : Math.max(0, at - 1),
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined) goTo(next);
    else if ((event.key === 'Enter' || event.key === ' ') && at !== undefined) onChoose?.(at);
    else return;
    event.preventDefault();
  };

  const said = cursor && cursor.index < xs.length ? describe(cursor.index) : null;
  const width = plot.current?.over.clientWidth ?? 0;
  const offset = plot.current?.over.offsetLeft ?? 0;
  return (
    <div
      role="group"
      aria-roledescription="chart"
      aria-label={`${label}. ${hint}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
      onClick={() => cursor && onChoose?.(cursor.index)}
      className={`relative rounded-lg outline-offset-4 ${onChoose ? 'cursor-pointer' : ''}`}
    >
      <div ref={box} style={{ height }} aria-hidden="true" />
      {said && cursor && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute top-0 z-10 w-max max-w-56 rounded-lg border border-line bg-surface px-2.5 py-1.5 text-xs shadow-float"
          style={cursor.left > width / 2 ? { right: width - cursor.left + 14 } : { left: offset + cursor.left + 14 }}
        >
          <p className="text-ink-faint">{said.head}</p>
          {said.lines.map((line) => (
            <p key={line.name} className="flex items-center gap-1.5 font-semibold text-ink">
              <span className={`h-2.5 w-0.5 rounded-full ${strips[line.colour]}`} />
              {said.lines.length > 1 && <span className="font-normal text-ink-soft">{line.name}</span>}
              {line.words}
            </p>
          ))}
          {said.foot}
        </div>
      )}
      <p aria-live="polite" className="sr-only">
        {said && [said.head, ...said.lines.map((line) => `${line.name} ${line.words}`)].join(', ')}
      </p>
    </div>
  );
};

export default Chart;
