import { useFormat, useText } from '../i18n/index.ts';
import type { Count } from '../api/index.ts';

interface FigureProps {
  readonly count: Count | null | undefined;
  readonly metric: string;
  /** For sums over episodes: of how many they are made, and how many there are. */
  readonly known?: number | null | undefined;
  readonly of?: number | null | undefined;
  readonly className?: string;
}

/** A count as people read it: short on the screen, in full on hover and to screen readers. A missing one says so and is never 0. */
export const Figure = ({ count, metric, known, of, className = '' }: FigureProps) => {
  const text = useText();
  const format = useFormat();
  const words = format.countInWords(count, metric);
  const tip =
    !count || known === undefined || known === null
      ? words
      : of === undefined || of === null || of === known
        ? text.count.sum(words, format.number(known))
        : text.count.sumOf(words, format.number(known), format.number(of));
  return (
    <span data-tip={tip} className={`${count ? '' : 'text-ink-faint'} ${className}`}>
      <span aria-hidden="true">{format.count(count, metric)}</span>
      <span className="sr-only">{tip}</span>
    </span>
  );
};
