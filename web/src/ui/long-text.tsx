import { useState } from 'react';
import { useText } from '../i18n/index.ts';

/** About so much fits into the three lines that are shown at first. */
const fewLetters = 150;
const fewLines = 3;

/** Words somebody wrote about themselves or their work, the rest of them on request. `title` is for screen readers. */
export const LongText = ({ title, words }: { title: string; words: string }) => {
  const text = useText();
  const [open, setOpen] = useState(false);
  const long = words.length > fewLetters || words.split('\n').length > fewLines;
  return (
    <div className="mt-4 max-w-[44rem]">
      <h2 className="sr-only">{title}</h2>
      <p className={`leading-relaxed break-words whitespace-pre-line text-ink-soft ${open || !long ? '' : 'line-clamp-3'}`}>{words}</p>
      {long && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="mt-1 rounded text-[13px] font-medium text-sea hover:text-sea-strong"
        >
          {open ? text.common.less : text.common.more}
        </button>
      )}
    </div>
  );
};
