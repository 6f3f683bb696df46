import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import {
  addSchedule,
  editSchedule,
  pipelineQuery,
  pipelinesQuery,
  previewQuery,
  type ScheduleLine,
  type ScheduleReport,
} from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { useAskAnew } from '../pipelines/actions.tsx';
import { filledIn, ParameterFields } from '../pipelines/parameter-fields.tsx';
import { useZoneTime } from '../pipelines/time.ts';
import { Button, Check, Dialog, Field, FormFailure, issueAt, Select, useSettled } from '../ui/index.ts';
import { nameOf } from './name.ts';

interface Draft {
  readonly pipeline: string;
  readonly name: string;
  readonly cron: string;
  readonly zone: string;
  readonly jitterMinutes: string;
  readonly isQuiet: boolean;
  readonly quiet: { readonly from: string; readonly to: string };
  readonly catchUp: 'none' | 'last' | 'all' | 'some';
  readonly catchUpCount: string;
  readonly values: Readonly<Record<string, string>>;
}

const policies = ['none', 'last', 'all', 'some'] as const;
const minute = 60_000;

const draftOf = (schedule: ScheduleReport | undefined): Draft => {
  const policy = policies.find((each) => each === schedule?.catchUp);
  return {
    pipeline: schedule?.pipeline ?? '',
    name: schedule?.name ?? '',
    cron: schedule?.cron ?? '0 9 * * *',
    zone: schedule?.zone ?? 'Asia/Seoul',
    jitterMinutes: schedule ? String(schedule.jitterMs / minute) : '0',
    isQuiet: schedule?.quiet !== null && schedule !== undefined,
    quiet: schedule?.quiet ?? { from: '23:00', to: '07:00' },
    catchUp: schedule === undefined ? 'none' : (policy ?? 'some'),
    catchUpCount: policy === undefined && schedule !== undefined ? schedule.catchUp : '3',
    values: Object.fromEntries(
      Object.entries(schedule?.parameters ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
    ),
  };
};

const lineOf = (draft: Draft): ScheduleLine => ({
  cron: draft.cron.trim(),
  zone: draft.zone.trim(),
  // What is no number is sent as one that the server refuses with a reason.
  jitterMs: draft.jitterMinutes.trim() === '' ? 0 : Number.isNaN(Number(draft.jitterMinutes)) ? -1 : Number(draft.jitterMinutes) * minute,
  quiet: draft.isQuiet ? draft.quiet : null,
  catchUp: draft.catchUp === 'some' ? Number(draft.catchUpCount) || 0 : draft.catchUp,
  parameters: filledIn(draft.values),
});

/** Adds a schedule, or changes one. Every part that the server refuses is told beside its field. */
export const ScheduleDialog = ({ schedule, onClose }: { schedule?: ScheduleReport; onClose: () => void }) => {
  const { schedules } = useText();
  const askAnew = useAskAnew();
  const [draft, setDraft] = useState(() => draftOf(schedule));
  const { data: known } = useQuery(pipelinesQuery);
  const of = draft.pipeline || known?.items[0]?.name || '';
  const { data: pipeline } = useQuery({ ...pipelineQuery(of), enabled: of !== '' });
  const specs = pipeline?.definition?.parameters ?? {};
  const set = (change: Partial<Draft>) => setDraft((last) => ({ ...last, ...change }));
  const saving = useMutation({
    mutationFn: () =>
      schedule ? editSchedule(schedule.id, lineOf(draft)) : addSchedule({ ...lineOf(draft), pipeline: of, name: draft.name.trim() }),
    onSuccess: async () => {
      await askAnew();
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
      title={schedule ? schedules.editTitle(nameOf(schedule)) : schedules.addTitle}
      lead={schedule ? schedules.editLead : schedules.addLead}
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        {!schedule && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={schedules.pipeline} error={issueAt(error, 'pipeline')}>
              {(control) => (
                <Select
                  {...control}
                  value={of}
                  onChange={(event) => set({ pipeline: event.target.value, values: {} })}
                  choices={(known?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
                />
              )}
            </Field>
            <Field label={schedules.name} hint={schedules.nameHint} error={issueAt(error, 'name')}>
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
          </div>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={schedules.cron} hint={schedules.cronHint} error={issueAt(error, 'cron')}>
            {(control) => (
              <input
                {...control}
                className={`${control.className} font-mono`}
                required
                spellCheck={false}
                autoComplete="off"
                value={draft.cron}
                onChange={(event) => set({ cron: event.target.value })}
              />
            )}
          </Field>
          <div className="grid content-start gap-3">
            <Field label={schedules.zone} error={issueAt(error, 'zone')}>
              {(control) => (
                <input
                  {...control}
                  required
                  spellCheck={false}
                  list="zones"
                  value={draft.zone}
                  onChange={(event) => set({ zone: event.target.value })}
                />
              )}
            </Field>
            <datalist id="zones">
              {Intl.supportedValuesOf('timeZone').map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </datalist>
            <Preview draft={draft} />
          </div>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={schedules.catchUp} error={issueAt(error, 'catchUp')}>
            {(control) => (
              <Select
                {...control}
                value={draft.catchUp}
                onChange={(event) => set({ catchUp: event.target.value as Draft['catchUp'] })}
                choices={policies.map((value) => ({ value, label: schedules.catchUps[value] }))}
              />
            )}
          </Field>
          {draft.catchUp === 'some' && (
            <Field label={schedules.catchUpCount}>
              {(control) => (
                <input
                  {...control}
                  inputMode="numeric"
                  value={draft.catchUpCount}
                  onChange={(event) => set({ catchUpCount: event.target.value })}
                />
              )}
            </Field>
          )}
          <Field label={schedules.jitter} hint={schedules.jitterHint} error={issueAt(error, 'jitterMs')}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                value={draft.jitterMinutes}
                onChange={(event) => set({ jitterMinutes: event.target.value })}
              />
            )}
          </Field>
        </div>
        <fieldset>
          <Check label={schedules.quietHours} checked={draft.isQuiet} onChange={(event) => set({ isQuiet: event.target.checked })} />
          {draft.isQuiet && (
            <div className="mt-2 grid grid-cols-2 gap-3">
              {(['from', 'to'] as const).map((end) => (
                <Field
                  key={end}
                  label={schedules[end]}
                  hint={end === 'from' ? schedules.quietHint : undefined}
                  error={end === 'from' ? issueAt(error, 'quiet') : undefined}
                >
                  {(control) => (
                    <input
                      {...control}
                      type="time"
                      required
                      value={draft.quiet[end]}
                      onChange={(event) => set({ quiet: { ...draft.quiet, [end]: event.target.value } })}
                    />
                  )}
                </Field>
              ))}
            </div>
          )}
        </fieldset>
        {Object.keys(specs).length > 0 && (
          <fieldset className="grid gap-4">
            <legend className="mb-2 text-[13px] font-semibold">{schedules.parameters}</legend>
            <ParameterFields specs={specs} values={draft.values} onChange={(values) => set({ values })} error={error} />
          </fieldset>
        )}
        <FormFailure
          error={error}
          places={[
            'pipeline',
            'name',
            'cron',
            'zone',
            'jitterMs',
            'quiet',
            'catchUp',
            ...Object.keys(specs).map((name) => `parameters/${name}`),
          ]}
        />
        <Button type="submit" look="solid" disabled={saving.isPending} className="justify-self-end max-sm:h-11 max-sm:w-full">
          {schedule ? schedules.save : schedules.addIt}
        </Button>
      </form>
    </Dialog>
  );
};

/** The first starts of what stands in the form, as one writes it. What cannot be read is told when it is sent. */
const Preview = ({ draft }: { draft: Draft }) => {
  const { schedules } = useText();
  const line = useSettled({ cron: draft.cron.trim(), zone: draft.zone.trim(), quiet: draft.isQuiet ? draft.quiet : null });
  const { data } = useQuery(previewQuery(line));
  const time = useZoneTime(data?.zone ?? null);
  if (!data) return null;
  return (
    <div role="status" className="rounded-lg bg-well px-3 py-2 text-xs text-ink-soft">
      <p className="font-medium text-ink">{schedules.wouldStart}</p>
      <ul>
        {data.items.map(({ at }) => (
          <li key={at}>{time.dateTime(at)}</li>
        ))}
      </ul>
    </div>
  );
};
