import { useEffect, useRef, useState } from 'react';

interface Tip {
  readonly text: string;
  readonly at: DOMRect;
}

const waitMs = 250;

/**
 * One tooltip for the whole page, shown for whatever carries `data-tip`. A component per figure would mean hundreds of listeners and
 * portals in a list of webtoons; this is one. It only repeats what the element also says to screen readers, so it is hidden from them.
 */
export const Tips = () => {
  const [tip, setTip] = useState<Tip | null>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer = 0;
    const hide = () => {
      clearTimeout(timer);
      setTip(null);
    };
    const show = (event: Event) => {
      const owner = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      clearTimeout(timer);
      if (!owner || (event.type === 'focusin' && !owner.matches(':focus-visible'))) return setTip(null);
      timer = window.setTimeout(() => {
        if (owner.isConnected) setTip({ text: owner.dataset['tip']!, at: owner.getBoundingClientRect() });
      }, waitMs);
    };
    const byKey = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    const quiet = { passive: true } as const;
    document.addEventListener('pointerover', show, quiet);
    document.addEventListener('focusin', show);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide, quiet);
    document.addEventListener('keydown', byKey);
    window.addEventListener('scroll', hide, { ...quiet, capture: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('keydown', byKey);
      window.removeEventListener('scroll', hide, { capture: true });
    };
  }, []);

  // Placed after measuring: above its owner, below when there is no room, never outside the window. A popover, so that it stands over dialogs too.
  useEffect(() => {
    const element = box.current;
    if (!tip || !element) return;
    element.showPopover?.();
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(Math.max(8, tip.at.left + tip.at.width / 2 - width / 2), document.documentElement.clientWidth - width - 8);
    const above = tip.at.top - height - 7;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(above > 4 ? above : tip.at.bottom + 7)}px)`;
    return () => element.hidePopover?.();
  }, [tip]);

  return (
    <div
      ref={box}
      popover="manual"
      aria-hidden="true"
      className={`pointer-events-none fixed inset-auto top-0 left-0 m-0 max-w-72 rounded-md bg-ink px-2 py-1 text-xs leading-snug text-canvas shadow-float ${tip ? '' : 'hidden'}`}
    >
      {tip?.text}
    </div>
  );
};
