import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { Icon } from './icons.tsx';

const settleMs = 250;

interface SearchFieldProps {
  readonly value: string;
  readonly onSearch: (words: string) => void;
  /** What is searched. */
  readonly label: string;
}

/** Searches as one writes, after a short rest. The address follows; while one writes the address does not push back (Korean is composed). */
export const SearchField = ({ value, onSearch, label }: SearchFieldProps) => {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState(value);
  const sent = useRef(value);

  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setWords(value);
  }, [value]);

  useEffect(() => {
    if (words.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = words.trim();
      onSearch(sent.current);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [words, onSearch]);

  return (
    <search className="relative w-64 max-sm:w-full">
      <Icon name="search" size={16} className="pointer-events-none absolute inset-y-0 left-2.5 my-auto text-ink-faint" />
      <input
        ref={input}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        data-key="/"
        aria-label={label}
        placeholder={label}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (words) setWords('');
          else input.current?.blur();
        }}
        className="h-8 w-full rounded-lg border border-line-strong bg-surface pr-8 pl-8 text-[13px] text-ink transition-colors placeholder:text-ink-faint hover:border-ink-faint max-sm:h-9 max-sm:text-base"
      />
      {words ? (
        <button
          type="button"
          aria-label={text.common.clearSearch}
          onClick={() => {
            setWords('');
            input.current?.focus();
          }}
          className="absolute inset-y-0 right-1 my-auto grid size-6 place-items-center rounded-md text-ink-faint hover:bg-well hover:text-ink"
        >
          <Icon name="close" size={14} />
        </button>
      ) : (
        <kbd
          aria-hidden="true"
          className="pointer-events-none absolute top-1.5 right-1.5 grid h-5 min-w-5 place-items-center rounded border border-line px-1 font-mono text-[11px] text-ink-faint max-md:hidden"
        >
          /
        </kbd>
      )}
    </search>
  );
};
