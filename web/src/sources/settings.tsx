import type { Source } from '../api/index.ts';
import { nameIn, useText } from '../i18n/index.ts';
import { Command, Icon } from '../ui/index.ts';
import { settingState, type SettingState } from './standing.ts';

const looks: Readonly<Record<SettingState, { readonly icon: 'check' | 'key' | 'warning'; readonly colour: string }>> = {
  set: { icon: 'check', colour: 'text-good' },
  default: { icon: 'check', colour: 'text-ink-faint' },
  missing: { icon: 'key', colour: 'text-warn' },
  unusable: { icon: 'warning', colour: 'text-bad' },
};

/** A setting by name and whether it is there; what it holds never leaves the server. */
export const SettingChip = ({ source, name }: { source: Source; name: string }) => {
  const text = useText();
  const state = settingState(source, name);
  const { icon, colour } = looks[state];
  return (
    <span
      data-tip={text.sources.settingState[state]}
      className="inline-flex h-[22px] items-center gap-1 rounded-md border border-line px-1.5 font-mono text-[11px] whitespace-nowrap text-ink-soft"
    >
      <span className={colour}>
        <Icon name={icon} size={13} />
      </span>
      {name}
      <span className="sr-only">: {text.sources.settingState[state]}</span>
    </span>
  );
};

/** What may be brought to a platform: each setting with its meaning, and how to try it. */
export const SettingList = ({ source }: { source: Source }) => {
  const text = useText();
  if (source.settings.length === 0) return <p className="text-[13px] text-ink-soft">{text.sources.noKeyUsed}</p>;
  return (
    <>
      <ul className="grid gap-2.5">
        {source.settings.map(({ name, title }) => {
          const state = settingState(source, name);
          const { icon, colour } = looks[state];
          return (
            <li key={name} className="text-[13px]">
              <span className="flex flex-wrap items-center gap-x-2">
                <code className="font-mono text-[12px] font-medium break-all text-ink">{name}</code>
                <span className={`inline-flex items-center gap-1 text-xs font-medium ${colour}`}>
                  <Icon name={icon} size={14} />
                  {text.sources.settingState[state]}
                </span>
              </span>
              <span className="block text-pretty text-ink-soft">
                {name in text.sources.setting ? nameIn(text.sources.setting, name) : title}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="mt-3 mb-1.5 text-xs text-pretty text-ink-faint">{text.sources.whereKeys}</p>
      <Command words={`bin/tidemark sources check ${source.platform}`} look="bg-surface" />
    </>
  );
};
