import uPlot from 'uplot';

export interface PlotLine {
  readonly label: string;
  /** Which of the five curve colours. */
  readonly colour: number;
  readonly values: readonly (number | null)[];
}

export interface PlotFacts {
  /** Instants in milliseconds, or places in an order. */
  readonly xs: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly kind: 'time' | 'places';
  readonly shape: 'line' | 'bars' | 'dots';
  /** Place 1 on top. */
  readonly inverted?: boolean;
  readonly nameX: (x: number) => string;
  /** Names a place of the value axis, whose places lie `step` apart. */
  readonly nameY: (y: number, step: number) => string;
  /** The values are whole: no place between two of them is named. */
  readonly whole: boolean;
  /** Charts with the same key move their cursors together. */
  readonly together?: string;
}

const dayMs = 86_400_000;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The same colour, thinner: all our colours are written as `oklch(...)`. */
const thinned = (value: string, share: number): string => value.replace(/\)$/, ` / ${share})`);

/** A wash that fades downwards: the axis does not begin at zero, so the area must not look like a quantity. */
const fading = (stroke: string) => (plot: uPlot) => {
  const { top, height } = plot.bbox;
  const wash = plot.ctx.createLinearGradient(0, top, 0, top + height);
  wash.addColorStop(0, thinned(stroke, 0.16));
  wash.addColorStop(1, thinned(stroke, 0));
  return wash;
};

/** Room above and below the values, so that a flat line runs in the middle and not along an edge. */
const rangeOf =
  ({ shape, inverted, whole }: PlotFacts) =>
  (_: uPlot, low: number | null, high: number | null): [number, number] => {
    if (low === null || high === null) return [0, 1];
    if (shape === 'bars') return [0, high * 1.06 || 1];
    const room = (high - low) * 0.14 || Math.max(Math.abs(high) * 0.02, whole ? 1 : 0.02);
    return inverted ? [Math.max(0.4, low - Math.max(room, 0.6)), high + Math.max(room, 0.6)] : [Math.max(0, low - room), high + room];
  };

/** One observation alone still deserves a place in the middle; bars need half a place at both ends, and points some air. */
const placesRange = ({ xs, kind }: PlotFacts): [number, number] => {
  const [low = 0, high = 0] = [xs[0], xs.at(-1)];
  const air = kind === 'places' ? 0.6 : low === high ? dayMs : (high - low) * 0.02;
  return [low - air, high + air];
};

/** 1, 2, 5, 10, 20, 50, ... */
const wholeSteps = Array.from({ length: 36 }, (_, n) => [1, 2, 5][n % 3]! * 10 ** Math.floor(n / 3));

const barPaths = uPlot.paths.bars!({ size: [0.72, 14], radius: 0.2 });
const linePaths = uPlot.paths.linear!();

/** Translates a chart of ours into uPlot's words, in the colours of the present theme. */
export const plotOptions = (
  facts: PlotFacts,
  size: { readonly width: number; readonly height: number },
  onCursor: (plot: uPlot) => void,
): uPlot.Options => {
  const { kind, shape, inverted = false, whole, nameX, nameY, xs, together } = facts;
  const faint = colour('--ink-faint');
  const line = colour('--line');
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const few = xs.length <= 45;
  const grid = { stroke: line, width: 1 };
  const plain = { show: false };
  return {
    ...size,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: {
        size: 9,
        width: 2,
        stroke: (_, series) => colour(`--curve-${facts.lines[series - 1]!.colour}`),
        fill: () => colour('--surface'),
      },
      ...(together ? { sync: { key: together, setSeries: false } } : {}),
    },
    scales: {
      x: { time: false, range: () => placesRange(facts) },
      y: { range: rangeOf(facts), dir: inverted ? -1 : 1 },
    },
    axes: [
      {
        stroke: faint,
        font,
        grid: plain,
        ticks: plain,
        gap: 6,
        size: 26,
        space: 72,
        values: (_, splits) => splits.map((x) => (kind === 'places' && !Number.isInteger(x) ? '' : nameX(x))),
        ...(kind === 'time' ? { splits: daySplits } : {}),
      },
      {
        stroke: faint,
        font,
        grid,
        ticks: plain,
        gap: 6,
        size: 52,
        space: 38,
        ...(whole ? { incrs: wholeSteps } : {}),
        values: (_, splits, _axis, _space, step) =>
          splits.map((y) => (whole && (!Number.isInteger(y) || (inverted && y < 1)) ? '' : nameY(y, step))),
      },
    ],
    series: [
      {},
      ...facts.lines.map((each): uPlot.Series => {
        const stroke = colour(`--curve-${each.colour}`);
        return {
          label: each.label,
          stroke,
          width: shape === 'bars' ? 0 : 2,
          spanGaps: false,
          paths: shape === 'bars' ? barPaths : shape === 'dots' ? () => null : linePaths,
          points: { show: shape === 'dots' || (shape === 'line' && few), size: shape === 'dots' ? 5 : 6, width: 0, fill: stroke },
          ...(shape === 'bars'
            ? { fill: thinned(stroke, 0.75) }
            : shape === 'line' && !inverted && facts.lines.length === 1 && !each.values.includes(null)
              ? { fill: fading(stroke) }
              : {}),
        };
      }),
    ],
    hooks: { setCursor: [onCursor] },
  };
};

const halfNamePx = 26;

/** Whole days of Korea on the axis, as many as have room: the observations are daily, hours between them say nothing. */
const daySplits = (plot: uPlot, _axis: number, low: number, high: number): number[] => {
  const room = Math.max(2, Math.floor(plot.bbox.width / devicePixelRatio / 84));
  const seoul = 9 * 3_600_000;
  const days = Math.max(1, Math.ceil((high - low) / dayMs / room));
  const first = Math.ceil((low + seoul) / dayMs) * dayMs - seoul;
  const splits: number[] = [];
  // The name of a day stands in the middle below it: at the very edge half of it would be cut off.
  const last = high - ((high - low) / (plot.bbox.width / devicePixelRatio)) * halfNamePx;
  for (let at = first; at <= last; at += days * dayMs) splits.push(at);
  return splits.length > 0 ? splits : [(low + high) / 2];
};
