import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import {
  addSilence,
  alertKinds,
  channelsQuery,
  endSilence,
  pipelinesQuery,
  silencesQuery,
  type AlertKind,
  type Silence,
} from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Button, Card, Dialog, Failure, Field, Section, Select } from '../ui/index.ts';
import { useAskAlerts } from './ask.ts';

/** What nobody is told of for a while. */
export const Silences = () => {
  const { alerts } = useText();
  const { data, error, refetch } = useQuery(silencesQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={alerts.silences}
      lead={data?.items.length === 0 ? `${alerts.noSilences} ${alerts.silencesLead}` : alerts.silencesLead}
      aside={<Button onClick={() => setAdding(true)}>{alerts.silence}</Button>}
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {data && data.items.length > 0 && (
        <Card className="overflow-hidden">
          <ul aria-label={alerts.silences} className="divide-y divide-line">
            {data.items.map((silence) => (
              <SilenceRow key={silence.id} silence={silence} />
            ))}
          </ul>
        </Card>
      )}
      {adding && <SilenceDialog onClose={() => setAdding(false)} />}
    </Section>
  );
};

const SilenceRow = ({ silence }: { silence: Silence }) => {
  const { alerts } = useText();
  const format = useFormat();
  const askAlerts = useAskAlerts();
  const end = useMutation({ mutationFn: () => endSilence(silence.id), onSettled: askAlerts });
  const { channel, kind, pipeline, until, reason, kept } = silence;
  const what = [channel, kind && nameIn(alerts.kind, kind), pipeline].filter((each) => each !== null).join(', ') || alerts.anything;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 grow text-[13.5px]">
        <p className="font-medium break-words">{what}</p>
        <p className="text-xs break-words text-ink-faint">
          {[
            alerts.until(format.dateTime(until)),
            ...(kept > 0 ? [alerts.kept(format.number(kept))] : []),
            ...(reason ? [reason] : []),
          ].join(' · ')}
        </p>
      </div>
      <Button disabled={end.isPending} onClick={() => end.mutate()}>
        {alerts.endSilence}
      </Button>
      {end.error && <Failure error={end.error} />}
    </li>
  );
};

const hour = 3_600_000;
const spans = { '30m': hour / 2, '2h': 2 * hour, '8h': 8 * hour, '1d': 24 * hour, '3d': 72 * hour, '7d': 168 * hour } as const;
type Span = keyof typeof spans;

const SilenceDialog = ({ onClose }: { onClose: () => void }) => {
  const { alerts } = useText();
  const askAlerts = useAskAlerts();
  const { data: channels } = useQuery(channelsQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const [draft, setDraft] = useState({ span: '2h' as Span, channel: '', kind: '', pipeline: '', reason: '' });
  const set = (change: Partial<typeof draft>) => setDraft((last) => ({ ...last, ...change }));
  const begin = useMutation({
    mutationFn: () =>
      addSilence({
        forMs: spans[draft.span],
        channel: draft.channel || null,
        kind: (draft.kind || null) as AlertKind | null,
        pipeline: draft.pipeline || null,
        reason: draft.reason.trim(),
      }),
    onSuccess: async () => {
      await askAlerts();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  const choice = (name: 'channel' | 'kind' | 'pipeline', label: string, choices: readonly { value: string; label: string }[]) => (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
          choices={[{ value: '', label: alerts.all }, ...choices]}
        />
      )}
    </Field>
  );
  const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));
  return (
    <Dialog title={alerts.silenceTitle} lead={alerts.silenceLead} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={alerts.forLong}>
          {(control) => (
            <Select
              {...control}
              value={draft.span}
              onChange={(event) => set({ span: event.target.value as Span })}
              choices={(Object.keys(spans) as Span[]).map((value) => ({ value, label: alerts.spans[value] }))}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-3">
          {choice('channel', alerts.channel, named(channels?.items.map(({ name }) => name) ?? []))}
          {choice(
            'kind',
            alerts.kindOf,
            alertKinds.filter((kind) => kind !== 'test').map((value) => ({ value, label: alerts.kind[value] })),
          )}
          {choice('pipeline', alerts.pipeline, named(pipelines?.items.map(({ name }) => name) ?? []))}
        </div>
        <Field label={alerts.reason} hint={alerts.reasonHint}>
          {(control) => (
            <input
              {...control}
              maxLength={500}
              autoComplete="off"
              value={draft.reason}
              onChange={(event) => set({ reason: event.target.value })}
            />
          )}
        </Field>
        {begin.error && <Failure error={begin.error} />}
        <Button type="submit" look="solid" disabled={begin.isPending} className="justify-self-end max-sm:h-11 max-sm:w-full">
          {alerts.begin}
        </Button>
      </form>
    </Dialog>
  );
};
