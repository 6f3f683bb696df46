import { DropdownMenu } from 'radix-ui';
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
  readonly align?: 'start' | 'end';
}

/**
 * One choice of several, as a button that says what is chosen. Not modal: a modal menu locks scrolling by writing a style element,
 * which the content security policy rightly refuses.
 */
export const Menu = ({ label, choices, value, onChoose, icon, showLabel = false, align = 'start' }: MenuProps) => {
  // The empty value means "all": the button then says what could be narrowed, not "all".
  const chosen = value === '' ? undefined : choices.find((choice) => choice.value === value);
  const active = value !== '' && !showLabel;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={`inline-flex h-8 items-center gap-1.5 rounded-lg border px-2.5 text-[13px] font-medium whitespace-nowrap transition-colors ${
          active ? 'border-transparent bg-sea-wash text-sea' : 'border-line-strong bg-surface text-ink-soft hover:bg-well hover:text-ink'
        }`}
      >
        {icon && <Icon name={icon} size={15} />}
        {showLabel ? <span className="max-sm:sr-only">{label}</span> : <span className={chosen ? 'sr-only' : ''}>{label}</span>}
        {chosen && <span className={showLabel ? 'text-ink' : ''}>{chosen.label}</span>}
        <Icon name="down" size={14} className="-mr-0.5 opacity-70" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 animate-rise overflow-y-auto rounded-xl border border-line bg-surface p-1 shadow-float"
        >
          <DropdownMenu.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
            {choices.map((choice) => (
              <DropdownMenu.RadioItem
                key={choice.value}
                value={choice.value}
                className="flex h-8 items-center gap-2 rounded-lg pr-2.5 pl-1.5 text-[13px] text-ink outline-none data-[highlighted]:bg-well"
              >
                <span className="grid w-5 place-items-center text-sea">
                  <DropdownMenu.ItemIndicator>
                    <Icon name="check" size={15} />
                  </DropdownMenu.ItemIndicator>
                </span>
                <span className="grow">{choice.label}</span>
                {choice.hint && <span className="pl-4 text-xs text-ink-faint">{choice.hint}</span>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
};
