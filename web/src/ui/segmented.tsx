import { useId } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChoose: (value: T) => void;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly icon?: IconName }[];
}

/** A few choices side by side: real radio buttons underneath, so that arrow keys and screen readers work as everywhere. */
export const Segmented = <T extends string>({ label, value, onChoose, choices }: SegmentedProps<T>) => {
  const name = useId();
  return (
    <fieldset className="inline-flex h-8 items-center gap-0.5 rounded-lg bg-well p-0.5 max-sm:h-9">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="inline-flex h-full cursor-pointer items-center gap-1.5 rounded-md px-2 text-[13px] font-medium text-ink-soft transition-colors hover:text-ink has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-sea"
          {...(choice.icon ? { 'data-tip': choice.label } : {})}
        >
          <input type="radio" name={name} className="sr-only" checked={choice.value === value} onChange={() => onChoose(choice.value)} />
          {choice.icon && <Icon name={choice.icon} size={16} />}
          <span className={choice.icon ? 'sr-only' : ''}>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
};
