import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { Dialog } from '../ui/index.ts';

const places = {
  w: '/webtoons',
  m: '/webtoons/movers',
  t: '/webtoons/genres',
  a: '/accounts',
  o: '/offers',
  p: '/pipelines',
  q: '/queue',
  r: '/runs',
  b: '/alerts',
  l: '/lanes',
  s: '/sources',
  e: '/settings',
} as const;
const togetherMs = 900;

/** Keys mean themselves while somebody writes, and with a modifier they belong to the browser. */
const isWriting = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target instanceof HTMLElement &&
    (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) &&
    !event.target.matches('[type=radio]')) ||
  document.querySelector('dialog[open], [role=menu]:popover-open') !== null;

const Key = ({ children }: { children: string }) => (
  <kbd className="inline-grid h-6 min-w-6 place-items-center rounded-md border border-line-strong bg-surface px-1.5 font-mono text-xs text-ink">
    {children}
  </kbd>
);

/** Every key with what it does; shown in the help and in the settings. */
export const ShortcutList = () => {
  const { shortcut } = useText();
  const rows = [
    [['/'], shortcut.search],
    [['v'], shortcut.view],
    [['↑', '↓', '←', '→'], shortcut.move],
    [['g', 'w'], shortcut.webtoons],
    [['g', 'm'], shortcut.movers],
    [['g', 't'], shortcut.genres],
    [['g', 'a'], shortcut.accounts],
    [['g', 'o'], shortcut.offers],
    [['g', 'p'], shortcut.pipelines],
    [['g', 'q'], shortcut.queue],
    [['g', 'r'], shortcut.runs],
    [['g', 'b'], shortcut.alerts],
    [['g', 'l'], shortcut.lanes],
    [['g', 's'], shortcut.sources],
    [['g', 'e'], shortcut.settings],
    [['?'], shortcut.help],
  ] as const;
  return (
    <dl className="grid gap-x-10 gap-y-2 sm:grid-cols-2">
      {rows.map(([keys, meaning]) => (
        <div key={meaning} className="flex items-center justify-between gap-4 text-[13.5px]">
          <dt className="text-ink-soft">{meaning}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Key key={key}>{key}</Key>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
};

/** Listens for the keys. `/` and `v` look for the element that says it answers to them (`data-key`), so that pages stay unaware. */
export const Shortcuts = () => {
  const text = useText();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const goSince = useRef(0);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isWriting(event)) return;
      const target = places[event.key as keyof typeof places];
      if (target && Date.now() - goSince.current < togetherMs) {
        event.preventDefault();
        goSince.current = 0;
        return void navigate({ to: target });
      }
      goSince.current = event.key === 'g' ? Date.now() : 0;
      if (event.key === '?') return setHelp(true);
      const answering = event.key.length === 1 ? document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`) : null;
      if (!answering) return;
      event.preventDefault();
      if (answering instanceof HTMLInputElement) answering.select();
      else answering.click();
      answering.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate]);

  if (!help) return null;
  return (
    <Dialog title={text.settings.shortcuts} lead={text.settings.shortcutsLead} onClose={() => setHelp(false)}>
      <ShortcutList />
    </Dialog>
  );
};
