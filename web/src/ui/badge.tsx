import type { ReactNode } from 'react';

export type Tone = 'plain' | 'sea' | 'good' | 'warn' | 'bad' | 'sand';

const tones: Record<Tone, string> = {
  plain: 'bg-well text-ink-soft',
  sea: 'bg-sea-wash text-sea',
  good: 'bg-good-wash text-good',
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
  sand: 'bg-sand text-on-sand',
};

/** A short word with a tone. `tip` explains it on hover and focus, and to screen readers. */
export const Badge = ({
  tone = 'plain',
  tip,
  dot,
  children,
}: {
  tone?: Tone;
  tip?: string;
  dot?: 'still' | 'moving';
  children: ReactNode;
}) => (
  <span
    className={`inline-flex h-[22px] items-center gap-1.5 rounded-md px-1.5 text-xs font-medium whitespace-nowrap ${tones[tone]}`}
    {...(tip ? { 'data-tip': tip } : {})}
  >
    {dot && <span aria-hidden="true" className={`size-1.5 rounded-full bg-current ${dot === 'moving' ? 'animate-breathe' : ''}`} />}
    {children}
    {tip && <span className="sr-only">: {tip}</span>}
  </span>
);
