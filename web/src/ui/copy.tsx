import { useEffect, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';

/** The clipboard needs a secure context; over plain http on another host the old way still works. */
const copyText = async (words: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = words;
    field.setAttribute('readonly', '');
    field.className = 'fixed top-0 opacity-0';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
};

export const CopyButton = ({ words, className = '' }: { words: string; className?: string }) => {
  const text = useText();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <>
      <IconButton
        label={done ? text.common.copied : text.common.copy}
        className={className}
        onClick={() => void copyText(words).then(setDone)}
      >
        <Icon name={done ? 'check' : 'copy'} size={16} />
      </IconButton>
      <span role="status" className="sr-only">
        {done ? text.common.copied : ''}
      </span>
    </>
  );
};

/** A command to type elsewhere, with a button that copies it. */
export const Command = ({ words, look = 'bg-well' }: { words: string; look?: string }) => (
  <span className={`inline-flex max-w-full min-w-0 items-center rounded-lg pl-2.5 ${look}`}>
    <code tabIndex={0} className="scrollbar-none overflow-x-auto rounded font-mono text-[12.5px] whitespace-nowrap text-ink">
      {words}
    </code>
    <CopyButton words={words} className="ml-0.5 size-7 hover:bg-transparent" />
  </span>
);
