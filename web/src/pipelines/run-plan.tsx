import type { StepPlan } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';

/** What a run would do, step by step: requests, quota, and the least time its lanes take. */
export const RunPlan = ({ steps }: { steps: readonly StepPlan[] }) => {
  const { begin, pipelines } = useText();
  return (
    <section aria-label={begin.planTitle} className="rounded-xl border border-line px-4 py-3 text-[13.5px]">
      <h3 className="font-semibold">{begin.planTitle}</h3>
      <p className="mb-2 text-xs text-ink-faint">{begin.planLead}</p>
      <ol className="divide-y divide-line">
        {steps.map((step) => (
          <li key={step.step} className="py-2">
            <p className="font-medium break-words">
              {step.step} <code className="font-mono text-xs font-normal text-ink-faint">{step.does}</code>
              {step.needs.length > 0 && (
                <span className="text-xs font-normal text-ink-faint"> · {pipelines.needs(step.needs.join(', '))}</span>
              )}
            </p>
            <Streams step={step} />
          </li>
        ))}
      </ol>
    </section>
  );
};

const Streams = ({ step }: { step: StepPlan }) => {
  const { begin } = useText();
  const format = useFormat();
  return (
    <ul className="space-y-0.5 text-xs text-ink-soft">
      {step.streams.map(({ stream, targets, calls, by, units, lane, paceMs }) => {
        const words = by === 'least' ? begin.planLeast : begin.planCalls;
        return (
          <li key={stream} className="break-words">
            <span className="font-medium text-ink">{stream}</span>: {words(format.number(calls), format.number(targets))}
            {paceMs > 0 && ` · ${begin.planTime(lane, format.duration(paceMs))}`}
            {units !== calls && ` · ${begin.planUnits(format.number(units))}`}
          </li>
        );
      })}
      {step.closed.map(({ stream, settings }) => (
        <li key={stream} className="break-words text-warn">
          {begin.closed(stream, settings.join(', '))}
        </li>
      ))}
    </ul>
  );
};
