import { Link } from '@tanstack/react-router';
import type { PipelineRunReport, RunStep, StepAttempt } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Card, useNow } from '../ui/index.ts';
import { looks, StateSign, StepStateChip } from './state.tsx';

/** Steps from top to bottom, time from left to right: a bar for each attempt, a line for each seat. */
export const Timeline = ({ run, chosen }: { run: PipelineRunReport; chosen: string | undefined }) => {
  const text = useText();
  const format = useFormat();
  const now = useNow();
  const all = run.steps.flatMap(({ attempts }) => attempts);
  if (all.length === 0) return <p className="text-ink-soft">{text.pipelines.timelineEmpty}</p>;
  const isMoving = all.some(({ endedAt }) => endedAt === null);
  const from = Math.min(...all.map(({ startedAt }) => Date.parse(startedAt)));
  const to = Math.max(from + 1, ...all.map(({ endedAt }) => (endedAt === null ? now : Date.parse(endedAt))));
  const share = (at: number): number => ((at - from) / (to - from)) * 100;
  return (
    <Card className="overflow-hidden px-5 py-4">
      <ul aria-label={text.pipelines.timeline} className="space-y-2.5">
        {run.steps.map((step) => (
          <li key={step.name} className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[13rem_minmax(0,1fr)]">
            <span className="flex min-w-0 items-center gap-2">
              <StepStateChip state={step.state} />
              <span className={`truncate text-[13px] ${step.name === chosen ? 'font-semibold text-ink' : 'font-medium text-ink-soft'}`}>
                {step.name}
              </span>
            </span>
            <span className="block space-y-1 rounded-md bg-well p-1">
              {seatsOf(step).map(({ seat, attempts }) => (
                // Bars have a least width, and one at the very end must still fit.
                <span key={seat} className="relative mr-4 block h-[18px]">
                  {attempts.map((attempt) => (
                    <Bar key={attempt.id} run={run} step={step} attempt={attempt} now={now} share={share} />
                  ))}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <p aria-hidden="true" className="mt-2 flex justify-between text-xs text-ink-faint sm:ml-56">
        <span>0</span>
        <span>
          {format.duration(isMoving ? Math.floor((to - from) / 1000) * 1000 : to - from)}
          {isMoving && ` (${text.pipelines.now})`}
        </span>
      </p>
    </Card>
  );
};

const seatsOf = ({ attempts, seats }: RunStep): readonly { readonly seat: number; readonly attempts: readonly StepAttempt[] }[] => {
  const most = attempts.length === 0 ? 1 : Math.max(1, Math.min(seats, 1 + Math.max(...attempts.map(({ seat }) => seat))));
  return Array.from({ length: most }, (_, seat) => ({ seat, attempts: attempts.filter((attempt) => attempt.seat === seat) }));
};

interface BarProps {
  readonly run: PipelineRunReport;
  readonly step: RunStep;
  readonly attempt: StepAttempt;
  readonly now: number;
  readonly share: (at: number) => number;
}

const Bar = ({ run, step, attempt, now, share }: BarProps) => {
  const { pipelines } = useText();
  const format = useFormat();
  const start = Date.parse(attempt.startedAt);
  const end = attempt.endedAt === null ? now : Date.parse(attempt.endedAt);
  const lasted = Math.max(0, end - start);
  const span = format.duration(attempt.endedAt === null ? Math.floor(lasted / 1000) * 1000 : lasted);
  const words = pipelines.bar(step.name, String(attempt.attempt), String(attempt.seat + 1), pipelines.attemptState[attempt.state], span);
  return (
    <Link
      to="/pipelines/runs/$id"
      params={{ id: run.id }}
      search={{ step: step.name, attempt: attempt.id }}
      hash="step"
      resetScroll={false}
      aria-label={words}
      data-tip={words}
      className={`absolute inset-y-0 flex min-w-4 items-center overflow-hidden rounded pl-0.5 outline-1 -outline-offset-1 outline-current/40 hover:outline-2 ${looks[attempt.state]}`}
      style={{ left: `${share(start)}%`, width: `${Math.max(0, share(end) - share(start))}%` }}
    >
      <StateSign state={attempt.state} size={12} />
    </Link>
  );
};
