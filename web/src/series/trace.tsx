import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import { useText } from '../i18n/index.ts';
import { Icon } from '../ui/index.ts';
import { TraceDialog } from './trace-dialog.tsx';

interface Traced {
  readonly exchangeId: string | null;
  /** What the figure is, in the reader's words. */
  readonly figure: string;
}

const Tracing = createContext<(traced: Traced) => void>(() => {});

/** Opens "where from" for a figure. */
export const useTrace = () => use(Tracing);

/** Lets everything inside ask where a figure comes from. One dialog serves all of them. */
export const TraceProvider = ({ children }: { children: ReactNode }) => {
  const [traced, setTraced] = useState<Traced | null>(null);
  const open = useMemo(() => setTraced, []);
  return (
    <Tracing value={open}>
      {children}
      {traced && <TraceDialog {...traced} onClose={() => setTraced(null)} />}
    </Tracing>
  );
};

/** A small button beside a figure; nothing when no exchange is known for it. */
export const TraceButton = ({
  exchangeId,
  figure,
  className = '',
}: {
  exchangeId: string | null | undefined;
  figure: string;
  className?: string;
}) => {
  const text = useText();
  const trace = useTrace();
  if (!exchangeId) return null;
  return (
    <button
      type="button"
      aria-label={text.common.whereFromOf(figure)}
      data-tip={text.common.whereFrom}
      onClick={() => trace({ exchangeId, figure })}
      className={`grid size-7 place-items-center rounded-md text-ink-faint transition-colors hover:bg-well hover:text-sea ${className}`}
    >
      <Icon name="trace" size={16} />
    </button>
  );
};
