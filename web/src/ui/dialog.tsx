import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useText } from '../i18n/index.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';

/**
 * The browser's own dialog: focus is held inside and given back, Escape closes, what lies behind is inert. Nothing has to be imitated.
 * On a phone it rises from the bottom edge. Mount it to open it.
 */
export const Dialog = ({ title, lead, onClose, children }: { title: string; lead?: string; onClose: () => void; children: ReactNode }) => {
  const text = useText();
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    document.documentElement.classList.add('overflow-hidden');
    return () => {
      dialog.close();
      // One dialog may stand on another.
      if (!document.querySelector('dialog[open]')) document.documentElement.classList.remove('overflow-hidden');
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      className="m-auto max-h-[85dvh] w-[min(44rem,calc(100vw-2rem))] max-w-none animate-rise overflow-hidden rounded-2xl border border-line bg-surface text-ink shadow-float max-sm:mt-auto max-sm:mb-0 max-sm:w-full max-sm:rounded-b-none"
    >
      <div className="flex max-h-[85dvh] flex-col">
        <header className="flex items-start gap-3 border-b border-line px-5 py-3.5">
          <div className="min-w-0 grow">
            <h2 id={heading} tabIndex={-1} autoFocus className="text-[15px] font-semibold outline-none">
              {title}
            </h2>
            {lead && <p className="text-[13px] text-ink-soft">{lead}</p>}
          </div>
          <IconButton label={text.common.close} onClick={onClose} className="-mr-1.5">
            <Icon name="close" />
          </IconButton>
        </header>
        <div className="overflow-y-auto px-5 py-4">{children}</div>
      </div>
    </dialog>
  );
};
