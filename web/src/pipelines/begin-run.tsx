import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { backfill, beginRun, planRun, type PipelineDetail } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Button, buttonLook, Dialog, Field, FormFailure, Icon, issueAt, Segmented } from '../ui/index.ts';
import { useAskAnew } from './actions.tsx';
import { filledIn, ParameterFields } from './parameter-fields.tsx';
import { RunPlan } from './run-plan.tsx';

/** Begins a run by hand, in a dialog that asks for the parameters first. */
export const BeginRun = ({ pipeline }: { pipeline: PipelineDetail }) => {
  const { begin } = useText();
  const [open, setOpen] = useState(false);
  if (!pipeline.actions.includes('begin')) return null;
  return (
    <>
      <Button look="solid" onClick={() => setOpen(true)}>
        <Icon name="play" size={15} />
        {begin.button}
      </Button>
      {open && <BeginDialog pipeline={pipeline} onClose={() => setOpen(false)} />}
    </>
  );
};

type What = 'now' | 'days';

const BeginDialog = ({ pipeline, onClose }: { pipeline: PipelineDetail; onClose: () => void }) => {
  const { begin } = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const askAnew = useAskAnew();
  const [what, setWhat] = useState<What>('now');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [days, setDays] = useState({ from: '', to: '' });
  const specs = pipeline.definition?.parameters ?? {};
  const now = useMutation({
    mutationFn: () => beginRun(pipeline.name, filledIn(values)),
    onSuccess: async ({ id }) => {
      await askAnew();
      await navigate({ to: '/pipelines/runs/$id', params: { id } });
    },
  });
  const past = useMutation({ mutationFn: () => backfill(pipeline.name, { ...days, parameters: filledIn(values) }), onSuccess: askAnew });
  const plan = useMutation({ mutationFn: () => planRun(pipeline.name, filledIn(values)) });
  const acting = what === 'now' ? now : past;
  const error = acting.error ?? plan.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    acting.mutate();
  };
  if (past.data)
    return (
      <Dialog title={begin.title(pipeline.name)} onClose={onClose}>
        <div role="status" className="grid gap-4">
          <p>{begin.begun(format.number(past.data.begun.length), format.number(past.data.intervals - past.data.begun.length))}</p>
          <Link to="/pipeline-runs" search={{ pipeline: pipeline.name }} className={buttonLook('solid', 'justify-self-start')}>
            {begin.show}
          </Link>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={begin.title(pipeline.name)} lead={what === 'now' ? begin.lead : begin.daysLead} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <div>
          <Segmented
            label={begin.what}
            value={what}
            onChoose={setWhat}
            choices={[
              { value: 'now', label: begin.now },
              { value: 'days', label: begin.days },
            ]}
          />
        </div>
        {what === 'days' && (
          <div className="grid grid-cols-2 gap-3">
            {(['from', 'to'] as const).map((name) => (
              <Field key={name} label={begin[name]} error={issueAt(past.error, name)}>
                {(control) => (
                  <input
                    {...control}
                    type="date"
                    required
                    value={days[name]}
                    onChange={(event) => setDays({ ...days, [name]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
        )}
        <ParameterFields specs={specs} values={values} onChange={setValues} error={error} />
        {Object.keys(specs).length === 0 && <p className="text-[13.5px] text-ink-soft">{begin.noParameters}</p>}
        <FormFailure error={error} places={['from', 'to', ...Object.keys(specs).map((name) => `parameters/${name}`)]} />
        {plan.data && <RunPlan steps={plan.data.steps} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button disabled={plan.isPending} onClick={() => plan.mutate()} className="max-sm:h-11 max-sm:w-full">
            {begin.plan}
          </Button>
          <Button type="submit" look="solid" disabled={acting.isPending} className="max-sm:h-11 max-sm:w-full">
            {begin.start}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
