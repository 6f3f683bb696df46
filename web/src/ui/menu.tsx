import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Icon, type IconName } from './icons.tsx';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** A quieter word at the end of the line, such as how many there are. */
  readonly hint?: string;
}

interface MenuProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** Empty: nothing chosen. */
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly icon?: IconName;
  /** Show the label before the choice ("Sort by Likes"), not only while nothing is chosen. */
  readonly showLabel?: boolean;
}

const edge = 8;

/** Below the button, or above where there is no room; never outside the window. */
const placeBy = (list: HTMLElement, button: HTMLElement): void => {
  const at = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = list.getBoundingClientRect();
  const left = Math.min(Math.max(edge, at.left), clientWidth - width - edge);
  const below = at.bottom + 6;
  const top = below + height <= clientHeight - edge || at.top < height ? below : at.top - height - 6;
  Object.assign(list.style, {
    left: `${left}px`,
    top: `${top}px`,
    maxHeight: `${Math.min(384, clientHeight - Math.max(below, edge) - edge)}px`,
  });
};

/**
 * One choice of several, as a button that says what is chosen. The list is the browser's own popover: it closes on Escape and on a
 * click elsewhere, gives the focus back and stands above everything. A library's menu (38 kB of 200) locks scrolling by writing a
 * style element, which the content security policy rightly refuses.
 */
export const Menu = ({ label, choices, value, onChoose, icon, showLabel = false }: MenuProps) => {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  // The empty value means "all": the button then says what could be narrowed, not "all".
  const chosen = value === '' ? undefined : choices.find((choice) => choice.value === value);
  const active = value !== '' && !showLabel;

  // A popover stays where it is while the page scrolls; it would lose its button.
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => event.target !== list.current && list.current?.hidePopover();
    window.addEventListener('scroll', close, { capture: true, passive: true });
    return () => window.removeEventListener('scroll', close, { capture: true });
  }, [open]);

  const items = () => [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const letter = event.key.length === 1 && event.key !== ' ' ? event.key.toLocaleLowerCase() : null;
    const step = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    const next = letter
      ? [...all.slice(at + 1), ...all].find((item) => item.textContent?.toLocaleLowerCase().startsWith(letter))
      : step === undefined
        ? undefined
        : all[step % all.length];
    if (event.key === 'Tab') list.current?.hidePopover();
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          list.current?.showPopover();
        }}
        className={`inline-flex h-8 items-center gap-1.5 rounded-lg border px-2.5 text-[13px] font-medium whitespace-nowrap transition-colors ${
          active ? 'border-transparent bg-sea-wash text-sea' : 'border-line-strong bg-surface text-ink-soft hover:bg-well hover:text-ink'
        }`}
      >
        {icon && <Icon name={icon} size={15} />}
        {showLabel ? <span className="max-sm:sr-only">{label}</span> : <span className={chosen ? 'sr-only' : ''}>{label}</span>}
        {chosen && <span className={showLabel ? 'text-ink' : ''}>{chosen.label}</span>}
        <Icon name="down" size={14} className="-mr-0.5 opacity-70" />
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onKeyDown={onKeyDown}
        onBeforeToggle={({ currentTarget, newState }) => {
          // Hidden until it has been measured and placed, which can only be done once it is shown.
          if (newState === 'open') currentTarget.style.visibility = 'hidden';
        }}
        onToggle={({ currentTarget, newState }) => {
          setOpen(newState === 'open');
          if (newState !== 'open') return;
          placeBy(currentTarget, button.current!);
          currentTarget.style.visibility = '';
          const all = items();
          (all.find((item) => item.getAttribute('aria-checked') === 'true') ?? all[0])?.focus({ preventScroll: true });
        }}
        className="fixed inset-auto m-0 min-w-44 overflow-y-auto rounded-xl border border-line bg-surface p-1 text-ink shadow-float open:animate-rise"
      >
        {choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            role="menuitemradio"
            aria-checked={choice.value === value}
            tabIndex={-1}
            onClick={() => {
              list.current?.hidePopover();
              onChoose(choice.value);
            }}
            onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
            className="flex h-8 w-full items-center gap-2 rounded-lg pr-2.5 pl-1.5 text-left text-[13px] outline-none focus:bg-well"
          >
            <span className="grid w-5 shrink-0 place-items-center text-sea">
              {choice.value === value && <Icon name="check" size={15} />}
            </span>
            <span className="grow">{choice.label}</span>
            {choice.hint && <span className="pl-4 text-xs text-ink-faint">{choice.hint}</span>}
          </button>
        ))}
      </div>
    </>
  );
};
