import { useState } from 'react';
import type { Session } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Command, Dialog, Icon } from '../ui/index.ts';

/** As long as no real platform is configured, everything shown is marked: it stays in sight while one scrolls. */
export const SampleRibbon = ({ session }: { session: Session }) => {
  const text = useText();
  return (
    <aside
      aria-label={text.sample.label}
      className="sticky top-0 z-30 flex h-10 items-center gap-3 bg-sand px-4 text-[12.5px] text-on-sand max-md:hidden sm:px-8"
    >
      <strong className="flex items-center gap-1.5 font-semibold whitespace-nowrap">
        <Icon name="info" size={15} />
        {text.sample.label}
      </strong>
      <span className="whitespace-nowrap max-[85rem]:hidden">{text.sample.explain}</span>
      <span className="ml-auto flex min-w-0 items-center gap-2">
        <span className="whitespace-nowrap max-lg:sr-only">{text.sample.begin}</span>
        <Command words={session.firstRealCommand} look="bg-surface/70" />
      </span>
    </aside>
  );
};

/** The same on a phone: a word in the top bar that opens the rest. */
export const SampleButton = ({ session }: { session: Session }) => {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="inline-flex h-7 items-center gap-1.5 rounded-full bg-sand px-2.5 text-xs font-semibold text-on-sand"
      >
        <Icon name="info" size={14} />
        {text.sample.label}
      </button>
      {open && (
        <Dialog title={text.sample.label} onClose={() => setOpen(false)}>
          <p className="text-sm text-ink-soft">{text.sample.explain}</p>
          <p className="mt-4 mb-2 text-sm font-medium">{text.sample.begin}</p>
          <Command words={session.firstRealCommand} />
        </Dialog>
      )}
    </>
  );
};
