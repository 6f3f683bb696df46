import { Link } from '@tanstack/react-router';
import type { PipelineRunReport, RunStep, StepAttempt } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Card, Fact, Facts, useNow } from '../ui/index.ts';
import { ProblemNote, useErrorWords } from './problem-note.tsx';
import { AttemptStateChip, StepStateChip } from './state.tsx';
import { StepLog } from './step-log.tsx';
import { WaitNote } from './wait-note.tsx';

const head = 'px-3 py-2.5 text-left text-xs font-medium whitespace-nowrap text-ink-faint first:pl-5 last:pr-5';
const cell = 'px-3 py-2.5 align-top first:pl-5 last:pr-5';

interface StepPanelProps {
  readonly run: PipelineRunReport;
  readonly step: RunStep;
  readonly attempt: string | undefined;
  readonly onAttempt: (attempt: string | undefined) => void;
}

/** All there is to say of one step: how it is set, why it waits, what went wrong, its attempts and its log. */
export const StepPanel = ({ run, step, attempt, onAttempt }: StepPanelProps) => {
  const text = useText();
  const format = useFormat();
  return (
    <div className="space-y-5">
      <Card className="p-5">
        <div className="mb-4 flex flex-wrap items-center gap-2.5">
          <StepStateChip state={step.state} />
          <span className="text-[13px] text-ink-soft">
            {step.needs.length > 0 ? text.pipelines.needs(step.needs.join(', ')) : text.pipelines.needsNone}
          </span>
        </div>
        {step.wait && (
          <div className="mb-4 rounded-lg bg-warn-wash px-4 py-3 text-[13.5px] text-ink">
            <WaitNote wait={step.wait} />
          </div>
        )}
        <Facts>
          <Fact name={text.pipelines.does}>
            <code className="font-mono text-[13px]">{step.does}</code>
            {Object.keys(step.with).length > 0 && (
              <code className="block font-mono text-xs font-normal break-all text-ink-faint">{JSON.stringify(step.with)}</code>
            )}
          </Fact>
          <Fact name={text.pipelines.pool}>{step.pool}</Fact>
          <Fact name={text.pipelines.seats}>{format.number(step.seats)}</Fact>
          <Fact name={text.pipelines.retries}>
            {format.number(step.retries)}
            {step.failures > 0 && (
              <span className="block text-xs font-normal text-ink-faint">{text.pipelines.failures(step.failures)}</span>
            )}
          </Fact>
          <Fact name={text.pipelines.timeout}>{format.duration(step.timeoutMs)}</Fact>
          <Fact name={text.pipelines.started}>{step.startedAt ? format.dateTime(step.startedAt) : '—'}</Fact>
          <Fact name={text.pipelines.ended}>{step.endedAt ? format.dateTime(step.endedAt) : '—'}</Fact>
        </Facts>
      </Card>
      {/* The run's own alert says it already where it is the same. */}
      {step.error && step.state === 'failed' && step.error.message !== run.error?.message && <ProblemNote error={step.error} />}
      {step.attempts.length === 0 ? (
        <p className="text-[13.5px] text-ink-soft">{text.pipelines.noAttempts}</p>
      ) : (
        <>
          <Attempts step={step} />
          <StepLog runId={run.id} step={step} attempt={attempt} onAttempt={onAttempt} />
        </>
      )}
    </div>
  );
};

const Attempts = ({ step }: { step: RunStep }) => {
  const text = useText();
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-[13.5px]" aria-label={text.pipelines.attemptsOf(step.name)}>
        <thead>
          <tr>
            <th className={head}>{text.pipelines.attempt}</th>
            <th className={head}>{text.pipelines.state}</th>
            <th className={head}>{text.pipelines.worker}</th>
            <th className={`${head} !text-right`}>{text.pipelines.duration}</th>
            <th className={head}>{text.pipelines.outcomes}</th>
            <th className={`${head} !text-right`}>{text.pipelines.items}</th>
            <th className={`${head} !text-right`}>{text.pipelines.bytes}</th>
            <th className={`${head} !text-right`}>{text.pipelines.memory}</th>
            <th className={head}>{text.pipelines.collections}</th>
          </tr>
        </thead>
        <tbody>
          {step.attempts.map((attempt) => (
            <AttemptRow key={attempt.id} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </Card>
  );
};

const AttemptRow = ({ attempt }: { attempt: StepAttempt }) => {
  const text = useText();
  const format = useFormat();
  const now = useNow();
  const errorWords = useErrorWords();
  const { state, outcomes, error, peakMemoryBytes } = attempt;
  const lasted = attempt.durationMs ?? (state === 'running' ? Math.max(0, now - Date.parse(attempt.startedAt)) : null);
  const counts = Object.entries(outcomes).map(([name, times]) => `${nameIn(text.outcome, name)} ${format.number(times)}`);
  return (
    <tr className="border-t border-line">
      <td className={`${cell} whitespace-nowrap`}>
        {format.number(attempt.attempt)}
        <span className="block text-xs text-ink-faint">
          {text.pipelines.seat} {format.number(attempt.seat + 1)}
        </span>
      </td>
      <td className={`${cell} min-w-44`}>
        <AttemptStateChip state={state} />
        {state === 'running' && !attempt.workerAlive && <span className="mt-1 block text-xs text-warn">{text.pipelines.orphaned}</span>}
        {error && (
          <span className="mt-1 block text-xs text-ink-soft">
            {errorWords(error)}
            {error.code && <code className="block font-mono text-ink-faint">{error.code}</code>}
          </span>
        )}
      </td>
      <td className={`${cell} whitespace-nowrap`}>
        {attempt.host}
        <span className="block text-xs text-ink-faint">{format.dateTime(attempt.startedAt)}</span>
      </td>
      <td className={`${cell} text-right whitespace-nowrap`}>
        {lasted === null ? '—' : format.duration(state === 'running' ? Math.floor(lasted / 1000) * 1000 : lasted)}
      </td>
      <td className={`${cell} min-w-28 text-ink-soft`}>{counts.join(', ') || '—'}</td>
      <td className={`${cell} text-right`}>{format.number(attempt.items)}</td>
      <td className={`${cell} text-right whitespace-nowrap`}>{format.bytes(attempt.bytes)}</td>
      <td className={`${cell} text-right whitespace-nowrap`}>{peakMemoryBytes === null ? '—' : format.bytes(peakMemoryBytes)}</td>
      <td className={`${cell} whitespace-nowrap`}>
        {attempt.collections.length === 0
          ? '—'
          : attempt.collections.map((id) => (
              <Link key={id} to="/runs/$id" params={{ id }} className="block font-medium text-sea hover:text-sea-strong">
                {text.pipelines.collection(id)}
              </Link>
            ))}
      </td>
    </tr>
  );
};
