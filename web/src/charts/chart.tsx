import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useDark } from '../app/preferences.ts';
import { plotOptions, type PlotFacts } from './plot-options.ts';

/** What is said about one place of a chart. */
export interface Said {
  readonly head: string;
  readonly lines: readonly { readonly name: string; readonly words: string; readonly colour: number }[];
}

export interface ChartProps extends PlotFacts {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  /** How to use the keys. */
  readonly hint: string;
  readonly height: number;
  readonly describe: (index: number) => Said;
  /** A click on a place, or Enter. */
  readonly onChoose?: ((index: number) => void) | undefined;
}

interface Cursor {
  readonly index: number;
  /** Distance of the place from the left or the right edge of the chart, whichever is nearer: the words stand on the other side. */
  readonly side: 'left' | 'right';
  readonly distance: number;
}

const strips = ['', 'bg-[var(--curve-1)]', 'bg-[var(--curve-2)]', 'bg-[var(--curve-3)]', 'bg-[var(--curve-4)]', 'bg-[var(--curve-5)]'];

const SaidBeside = ({ said, cursor }: { said: Said; cursor: Cursor }) => (
  <div
    aria-hidden="true"
    className="pointer-events-none absolute top-0 z-10 w-max max-w-60 rounded-lg border border-line bg-surface px-2.5 py-1.5 text-xs shadow-float"
    style={{ [cursor.side]: cursor.distance + 14 }}
  >
    <p className="text-ink-faint">{said.head}</p>
    {said.lines.map((line) => (
      <p key={line.name} className="flex items-center gap-1.5 font-semibold text-ink">
        <span className={`h-2.5 w-0.5 rounded-full ${strips[line.colour]}`} />
        {said.lines.length > 1 && <span className="font-normal text-ink-soft">{line.name}</span>}
        {line.words}
      </p>
    ))}
  </div>
);

/** A uPlot chart with our own reading aid. Loaded only where charts are; redrawn when data or theme change. */
const Chart = (props: ChartProps) => {
  const { label, hint, height, describe, onChoose, xs, lines } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const dark = useDark();
  const [cursor, setCursor] = useState<Cursor | null>(null);
  // The functions among the facts are new at every drawing; only data and colours call for a new canvas.
  const facts = useRef<PlotFacts>(props);
  useEffect(() => {
    facts.current = props;
  });

  useEffect(() => {
    const element = box.current!;
    const data = [xs, ...lines.map((line) => line.values)] as unknown as uPlot.AlignedData;
    const onCursor = ({ cursor: { idx, left = -1 }, over }: uPlot) => {
      if (idx === null || idx === undefined || left < 0) return setCursor(null);
      const right = over.clientWidth - left;
      setCursor(
        left > right ? { index: idx, side: 'right', distance: right } : { index: idx, side: 'left', distance: over.offsetLeft + left },
      );
    };
    const made = new uPlot(plotOptions({ ...facts.current, xs, lines }, { width: element.clientWidth, height }, onCursor), data, element);
    made.root.dataset['theme'] = dark ? 'dark' : 'light';
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
      setCursor(null);
    };
  }, [xs, lines, height, dark]);

  const goTo = (index: number) => {
    const made = plot.current;
    made?.setCursor({ left: made.valToPos(xs[index]!, 'x'), top: made.over.clientHeight / 2 });
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
      {said && cursor && <SaidBeside said={said} cursor={cursor} />}
      <p aria-live="polite" className="sr-only">
        {said && [said.head, ...said.lines.map((line) => `${line.name} ${line.words}`)].join(', ')}
      </p>
    </div>
  );
};

export default Chart;
