import type { Move } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';

/** By how much something moved: the number or the part first, the other one small below it. */
export const Amount = ({ move, metric, relative = false }: { move: Move; metric: string; relative?: boolean }) => {
  const text = useText();
  const format = useFormat();
  const { change } = move;
  if (change === null) return null;
  const sign = change > 0 ? '+' : change < 0 ? '−' : '';
  const size = Math.abs(change);
  const amount = metric === 'rank' ? `${change > 0 ? '▲' : '▼'} ${text.movers.places(format.number(size))}` : sign + format.compact(size);
  const part = move.relative === null ? null : sign + format.percent(Math.abs(move.relative));
  const [first, second] = relative && part !== null ? [part, amount] : [amount, part];
  return (
    <span className="shrink-0 text-right">
      <span className={`block text-sm font-semibold ${change > 0 ? 'text-good' : change < 0 ? 'text-bad' : 'text-ink-faint'}`}>
        {first}
      </span>
      {second && <span className="block text-xs text-ink-faint">{second}</span>}
    </span>
  );
};
