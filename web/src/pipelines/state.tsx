import type { ReactNode } from 'react';
import type { AttemptState, PipelineRunState, StepState } from '../api/index.ts';
import { useText } from '../i18n/index.ts';

export type AnyState = PipelineRunState | StepState | AttemptState;

/** A sign for each state, so that none is told by its colour alone. Strokes on a 16-unit square. */
const signs: Readonly<Record<AnyState, ReactNode>> = {
  done: <path d="m3.5 8.5 3 3 6-7" />,
  failed: <path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />,
  running: <path d="M5.5 3.8v8.4L12 8z" fill="currentColor" />,
  queued: <path d="M8 2.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8zM8 5.4V8l2 1.3" />,
  ready: <path d="M8 2.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8zM8 5.4V8l2 1.3" />,
  waiting: <path d="M8 2.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8zM8 5.4V8l2 1.3" />,
  blocked: <path d="M4 8h.1M8 8h.1M12 8h.1" strokeWidth={2.6} />,
  cancelled: <path d="M4.5 4.5h7v7h-7z" />,
  skipped: <path d="m3.5 4.5 4 3.5-4 3.5M8.5 4.5l4 3.5-4 3.5" />,
  lost: <path d="M8 2.8 4.8 8.6h6.4L8 13.2" />,
};

export const StateSign = ({ state, size = 14 }: { state: AnyState; size?: number }) => (
  <svg
    viewBox="0 0 16 16"
    width={size}
    height={size}
    fill="none"
    stroke="currentColor"
    strokeWidth={1.8}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    className={`shrink-0 ${state === 'running' ? 'animate-breathe' : ''}`}
  >
    {signs[state]}
  </svg>
);

/** Text and ground of a state; readable on each other in both themes. */
export const looks: Readonly<Record<AnyState, string>> = {
  done: 'bg-good-wash text-good',
  failed: 'bg-bad-wash text-bad',
  running: 'bg-sea-wash text-sea',
  queued: 'bg-warn-wash text-warn',
  ready: 'bg-warn-wash text-warn',
  waiting: 'bg-warn-wash text-warn',
  lost: 'bg-warn-wash text-warn',
  blocked: 'bg-well text-ink-faint',
  cancelled: 'bg-well text-ink-soft',
  skipped: 'bg-well text-ink-faint',
};

const Chip = ({ state, word, tip }: { state: AnyState; word: string; tip?: string }) => (
  <span
    className={`inline-flex h-[22px] items-center gap-1 rounded-md px-1.5 text-xs font-medium whitespace-nowrap ${looks[state]}`}
    {...(tip ? { 'data-tip': tip } : {})}
  >
    <StateSign state={state} />
    {word}
    {tip && <span className="sr-only">: {tip}</span>}
  </span>
);

export const RunStateChip = ({ state }: { state: PipelineRunState }) => {
  const { pipelines } = useText();
  return <Chip state={state} word={pipelines.runState[state]} tip={pipelines.runStateMeaning[state]} />;
};

export const StepStateChip = ({ state }: { state: StepState }) => <Chip state={state} word={useText().pipelines.stepState[state]} />;

export const AttemptStateChip = ({ state }: { state: AttemptState }) => {
  const { pipelines } = useText();
  return <Chip state={state} word={pipelines.attemptState[state]} tip={pipelines.attemptMeaning[state]} />;
};

/** What each sign of the grid means. */
export const StateLegend = () => {
  const { pipelines } = useText();
  const states = ['done', 'running', 'ready', 'blocked', 'failed', 'cancelled', 'skipped'] as const;
  return (
    <ul className="mt-2.5 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
      {states.map((state) => (
        <li key={state} className="inline-flex items-center gap-1.5">
          <span className={`grid size-4 place-items-center rounded ${looks[state]}`}>
            <StateSign state={state} size={11} />
          </span>
          {pipelines.stepState[state]}
        </li>
      ))}
    </ul>
  );
};
