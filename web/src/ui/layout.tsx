import { useEffect, type ReactNode } from 'react';

/** The head of a page: its name (also the document's title), a sentence, and what can be done. */
export const PageHead = ({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) => {
  usePageTitle(title);
  return (
    <header className="flex flex-wrap items-end gap-x-6 gap-y-3 pt-7 pb-5">
      <div className="min-w-0 grow">
        <h1 className="text-[22px] leading-tight font-semibold tracking-[-0.02em] text-ink">{title}</h1>
        {lead && <p className="mt-1 text-[13.5px] text-pretty text-ink-soft">{lead}</p>}
      </div>
      {children}
    </header>
  );
};

export const usePageTitle = (title: string): void => {
  useEffect(() => {
    document.title = title ? `${title} · Tidemark` : 'Tidemark';
  }, [title]);
};

/** The width every page keeps. */
export const PageBody = ({ children, wide = false }: { children: ReactNode; wide?: boolean }) => (
  <div className={`mx-auto w-full px-4 pb-24 sm:px-8 ${wide ? 'max-w-[100rem]' : 'max-w-[76rem]'}`}>{children}</div>
);

export const Card = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <div className={`rounded-xl border border-line bg-surface ${className}`}>{children}</div>
);

/** A part of a page under its own heading. */
export const Section = ({ title, lead, aside, children }: { title: string; lead?: string; aside?: ReactNode; children: ReactNode }) => (
  <section className="mt-10">
    <div className="mb-3.5 flex flex-wrap items-end gap-x-4 gap-y-2">
      <div className="min-w-0 grow">
        <h2 className="text-base font-semibold tracking-[-0.01em]">{title}</h2>
        {lead && <p className="text-[13px] text-ink-soft">{lead}</p>}
      </div>
      {aside}
    </div>
    {children}
  </section>
);

/** Pairs of a name and a value, in columns where there is room. */
export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-x-6 gap-y-4 max-sm:grid-cols-2 max-sm:gap-x-4">{children}</dl>
);

export const Fact = ({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) => (
  <div className={`min-w-0 ${wide ? 'sm:col-span-2' : ''}`}>
    <dt className="text-xs text-ink-faint">{name}</dt>
    <dd className="mt-0.5 text-sm font-medium text-ink">{children}</dd>
  </div>
);

/** How far something is, as a bar with its words beside it. */
export const Meter = ({ part, label, tone = 'sea' }: { part: number; label: string; tone?: 'sea' | 'warn' | 'bad' | 'good' }) => {
  const share = Math.min(1, Math.max(0, part));
  const fill = { sea: 'bg-sea', warn: 'bg-warn', bad: 'bg-bad', good: 'bg-good' }[tone];
  return (
    <div
      role="meter"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-label={label}
      className="h-1.5 overflow-hidden rounded-full bg-well"
    >
      <div className={`h-full rounded-full transition-[width] duration-500 ${fill}`} style={{ width: `${share * 100}%` }} />
    </div>
  );
};
