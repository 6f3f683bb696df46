import { createContext, use, useState, type ReactNode } from 'react';
import type { CurvePoint, FigureName } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../ui/index.ts';
import { TraceDialog } from './trace-dialog.tsx';

/** What a figure is made of: one exchange, or a sum over the episodes of a run. */
export type Origin =
  | { readonly exchangeId: string }
  | { readonly known: number; readonly of: number | null; readonly runId: string | null; readonly sum?: FigureName };

export interface Traced {
  readonly origin: Origin;
  /** What the figure is, in the reader's words. */
  readonly figure: string;
}

/** Where a point of a curve comes from; null when that is not known. `figure`: what the curve shows, so that a sum can be taken apart. */
export const originOf = (point: CurvePoint | undefined, figure?: Omit<FigureName, 'run'>): Origin | null => {
  if (!point) return null;
  if (point.exchangeId !== null) return { exchangeId: point.exchangeId };
  if (point.known === null) return null;
  return { known: point.known, of: point.of, runId: point.runId, ...(figure ? { sum: { ...figure, run: point.runId } } : {}) };
};

const Tracing = createContext<(traced: Traced) => void>(() => {});

/** Opens "where from" for a figure. */
export const useTrace = () => use(Tracing);

/** Lets everything inside ask where a figure comes from. One dialog serves all of them. */
export const TraceProvider = ({ children }: { children: ReactNode }) => {
  const [traced, setTraced] = useState<Traced | null>(null);
  return (
    <Tracing value={setTraced}>
      {children}
      {traced && <TraceDialog {...traced} onTrace={setTraced} onClose={() => setTraced(null)} />}
    </Tracing>
  );
};

/** A small button beside a figure; nothing when its origin is not known. */
export const TraceButton = ({ origin, figure, className = '' }: { origin: Origin | null; figure: string; className?: string }) => {
  const text = useText();
  const trace = useTrace();
  if (!origin) return null;
  return (
    <button
      type="button"
      aria-label={text.common.whereFromOf(figure)}
      data-tip={text.common.whereFrom}
      onClick={() => trace({ origin, figure })}
      className={`grid size-7 place-items-center rounded-md text-ink-faint transition-colors hover:bg-well hover:text-sea ${className}`}
    >
      <Icon name="trace" size={16} />
    </button>
  );
};
