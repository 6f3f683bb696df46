import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import {
  addChannel,
  alertKinds,
  channelKinds,
  editChannel,
  severities,
  type AlertChannel,
  type AlertKind,
  type ChannelKind,
  type ChannelSettings,
  type NewChannel,
  type Severity,
} from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Button, Check, Dialog, Field, FormFailure, issueAt, Select } from '../ui/index.ts';
import { useAskAlerts } from './ask.ts';

const minute = 60_000;

interface Draft {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly secretFrom: string;
  readonly url: string;
  readonly urlFrom: string;
  readonly from: string;
  readonly to: string;
  readonly kinds: readonly AlertKind[];
  readonly pipelines: string;
  readonly leastSeverity: Severity;
  readonly groupMinutes: string;
}

const draftOf = (channel: AlertChannel | undefined): Draft => ({
  name: channel?.name ?? '',
  kind: channel?.kind ?? 'slack',
  secretFrom: channel?.settings.secretFrom ?? '',
  url: channel?.settings.url ?? '',
  urlFrom: channel?.settings.urlFrom ?? '',
  from: channel?.settings.from ?? '',
  to: channel?.settings.to?.join(', ') ?? '',
  kinds: channel?.kinds ?? [],
  pipelines: channel?.pipelines?.join(', ') ?? '',
  leastSeverity: channel?.leastSeverity ?? 'warning',
  groupMinutes: channel ? String(channel.groupMs / minute) : '0',
});

const wordsIn = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

const settingsOf = ({ kind, secretFrom, url, urlFrom, from, to }: Draft): ChannelSettings => ({
  secretFrom: secretFrom.trim(),
  ...(kind === 'webhook' && url.trim() ? { url: url.trim() } : {}),
  ...(kind === 'webhook' && urlFrom.trim() ? { urlFrom: urlFrom.trim() } : {}),
  ...(kind === 'email' ? { from: from.trim(), to: wordsIn(to) } : {}),
});

const channelOf = (draft: Draft): NewChannel => ({
  name: draft.name.trim(),
  kind: draft.kind,
  settings: settingsOf(draft),
  kinds: draft.kinds.length === 0 ? null : draft.kinds,
  pipelines: wordsIn(draft.pipelines).length === 0 ? null : wordsIn(draft.pipelines),
  leastSeverity: draft.leastSeverity,
  groupMs: Math.round((Number(draft.groupMinutes) || 0) * minute),
});

/** Adds a channel, or changes one. Its kind stays: another kind has other settings. */
export const ChannelDialog = ({ channel, onClose }: { channel?: AlertChannel; onClose: () => void }) => {
  const { alerts } = useText();
  const askAlerts = useAskAlerts();
  const [draft, setDraft] = useState(() => draftOf(channel));
  const set = (change: Partial<Draft>) => setDraft((last) => ({ ...last, ...change }));
  const saving = useMutation({
    mutationFn: () => {
      const { kind, ...given } = channelOf(draft);
      return channel ? editChannel(channel.name, given) : addChannel({ kind, ...given });
    },
    onSuccess: async () => {
      await askAlerts();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const { error } = saving;
  return (
    <Dialog
      title={channel ? alerts.editTitle(channel.name) : alerts.addTitle}
      lead={channel ? alerts.editLead : alerts.addLead}
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={alerts.name} hint={alerts.nameHint} error={issueAt(error, 'name')}>
            {(control) => (
              <input
                {...control}
                required
                maxLength={64}
                autoComplete="off"
                value={draft.name}
                onChange={(event) => set({ name: event.target.value })}
              />
            )}
          </Field>
          {!channel && (
            <Field label={alerts.how}>
              {(control) => (
                <Select
                  {...control}
                  value={draft.kind}
                  onChange={(event) => set({ kind: event.target.value as ChannelKind })}
                  choices={channelKinds.map((value) => ({ value, label: alerts.channelKind[value] }))}
                />
              )}
            </Field>
          )}
        </div>
        <Settings draft={draft} set={set} error={error} />
        <fieldset>
          <legend className="mb-1 text-[13px] font-medium">{alerts.kinds}</legend>
          <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
            {alertKinds
              .filter((kind) => kind !== 'test')
              .map((kind) => (
                <Check
                  key={kind}
                  label={alerts.kind[kind]}
                  checked={draft.kinds.includes(kind)}
                  onChange={({ target }) =>
                    set({ kinds: target.checked ? [...draft.kinds, kind] : draft.kinds.filter((each) => each !== kind) })
                  }
                />
              ))}
          </div>
          <p className="text-xs text-ink-faint">{alerts.kindsHint}</p>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={alerts.pipelines} hint={alerts.pipelinesHint} error={issueAt(error, 'pipelines')}>
            {(control) => (
              <input {...control} autoComplete="off" value={draft.pipelines} onChange={(event) => set({ pipelines: event.target.value })} />
            )}
          </Field>
          <Field label={alerts.least}>
            {(control) => (
              <Select
                {...control}
                value={draft.leastSeverity}
                onChange={(event) => set({ leastSeverity: event.target.value as Severity })}
                choices={severities.map((value) => ({ value, label: alerts.severity[value] }))}
              />
            )}
          </Field>
          <Field label={alerts.group} hint={alerts.groupHint} error={issueAt(error, 'groupMs')}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                value={draft.groupMinutes}
                onChange={(event) => set({ groupMinutes: event.target.value })}
              />
            )}
          </Field>
        </div>
        <FormFailure error={error} places={['name', 'settings/', 'pipelines', 'groupMs']} />
        <Button type="submit" look="solid" disabled={saving.isPending} className="justify-self-end max-sm:h-11 max-sm:w-full">
          {channel ? alerts.save : alerts.add}
        </Button>
      </form>
    </Dialog>
  );
};

interface SettingsProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly error: unknown;
}

/** How a channel of its kind is reached. */
const Settings = ({ draft, set, error }: SettingsProps) => {
  const { alerts } = useText();
  const input = (name: 'secretFrom' | 'url' | 'urlFrom' | 'from' | 'to', label: string, hint?: string) => (
    <Field label={label} hint={hint} error={issueAt(error, `settings/${name}`)}>
      {(control) => (
        <input
          {...control}
          spellCheck={false}
          autoComplete="off"
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {draft.kind === 'webhook' && input('url', alerts.url)}
      {draft.kind === 'webhook' && input('urlFrom', alerts.urlFrom, alerts.urlFromHint)}
      {draft.kind === 'email' && input('from', alerts.sender)}
      {draft.kind === 'email' && input('to', alerts.recipients, alerts.recipientsHint)}
      <div className="sm:col-span-2">{input('secretFrom', alerts.secret[draft.kind], alerts.secretHint[draft.kind])}</div>
    </div>
  );
};
