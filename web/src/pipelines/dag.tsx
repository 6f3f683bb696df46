import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { usePhone } from '../app/media.ts';
import type { StepState } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Card, Section, Segmented } from '../ui/index.ts';
import { layoutOf } from './dag-layout.ts';
import { looks, StateSign } from './state.tsx';

/** A node of the picture; its state is null while it has never been done. */
export interface DagStep {
  readonly name: string;
  readonly needs: readonly string[];
  readonly state: StepState | null;
  readonly failures?: number;
}

interface DagProps {
  readonly steps: readonly DagStep[];
  /** The run whose steps these are; without it they lead nowhere. */
  readonly runId: string | undefined;
  readonly chosen?: string | undefined;
}

const size = { width: 148, height: 52, gapX: 56, gapY: 14 };
const xOf = (layer: number): number => layer * (size.width + size.gapX);
const yOf = (place: number): number => place * (size.height + size.gapY);

/**
 * The steps of a pipeline: a picture with an arrow from each one to those that need it, or a list that says the same in words. Either way it is a list
 * of links underneath; only the arrows are hidden from screen readers.
 */
export const Dag = ({ steps, runId, chosen }: DagProps) => {
  const text = useText();
  const label = text.pipelines.steps;
  const phone = usePhone();
  const [view, setView] = useState<'picture' | 'list' | null>(null);
  const shown = view ?? (phone ? 'list' : 'picture');
  return (
    <Section
      title={label}
      lead={text.pipelines.stepsLead}
      aside={
        <Segmented
          label={text.pipelines.view}
          value={shown}
          onChoose={setView}
          choices={[
            { value: 'picture', label: text.pipelines.picture, icon: 'trace' },
            { value: 'list', label: text.pipelines.list, icon: 'list' },
          ]}
        />
      }
    >
      <Card className="overflow-hidden">
        {shown === 'picture' ? (
          <Picture steps={steps} runId={runId} chosen={chosen} />
        ) : (
          <ul aria-label={label} className="divide-y divide-line">
            {steps.map((step) => (
              <li key={step.name}>
                <Node step={step} runId={runId} chosen={chosen} look="flex w-full items-center gap-2.5 px-4 py-2.5">
                  <span className="min-w-0 text-xs text-ink-faint">
                    {step.needs.length > 0 ? text.pipelines.needs(step.needs.join(', ')) : text.pipelines.needsNone}
                  </span>
                </Node>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Section>
  );
};

const Picture = ({ steps, runId, chosen }: DagProps) => {
  const text = useText();
  const label = text.pipelines.steps;
  const { nodes, edges, layers, height } = layoutOf(steps);
  const width = xOf(layers) - size.gapX;
  const tall = yOf(height) - size.gapY;
  return (
    // Scrolls by itself where there is no room; with the keyboard too.
    <div tabIndex={0} role="group" aria-label={label} className="overflow-x-auto p-5">
      <div className="relative mx-auto" style={{ width, height: tall }}>
        <svg aria-hidden="true" width={width} height={tall} className="absolute inset-0 text-line-strong">
          {edges.map(({ from, to }) => {
            const [x1, y1] = [xOf(from.layer) + size.width, yOf(from.place) + size.height / 2];
            const [x2, y2] = [xOf(to.layer), yOf(to.place) + size.height / 2];
            const bend = size.gapX / 2;
            return (
              <g key={`${from.name} ${to.name}`} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round">
                <path d={`M${x1} ${y1} H${x2 - size.gapX} C${x2 - bend} ${y1} ${x2 - bend} ${y2} ${x2 - 3} ${y2}`} />
                <path d={`M${x2 - 8} ${y2 - 4} l5 4 l-5 4`} />
              </g>
            );
          })}
        </svg>
        <ul aria-label={label}>
          {steps.map((step, n) => (
            <li
              key={step.name}
              className="absolute"
              style={{ left: xOf(nodes[n]!.layer), top: yOf(nodes[n]!.place), width: size.width, height: size.height }}
            >
              <Node
                step={step}
                runId={runId}
                chosen={chosen}
                look={`flex h-full flex-col justify-center gap-0.5 rounded-lg border px-2.5 ${step.name === chosen ? 'border-sea shadow-card' : 'border-line-strong'} bg-surface`}
              >
                <span className="sr-only">{step.needs.length > 0 && text.pipelines.needs(step.needs.join(', '))}</span>
              </Node>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
};

interface NodeProps {
  readonly step: DagStep;
  readonly runId: string | undefined;
  readonly chosen: string | undefined;
  readonly look: string;
  readonly children: ReactNode;
}

const Node = ({ step, runId, chosen, look, children }: NodeProps) => {
  const { pipelines } = useText();
  const words = (
    <>
      <span className="min-w-0 truncate text-[13px] font-medium text-ink">{step.name}</span>
      {step.state && (
        <span
          className={`inline-flex items-center gap-1 self-start rounded px-1 text-xs font-medium whitespace-nowrap ${looks[step.state]}`}
        >
          <StateSign state={step.state} size={12} />
          {pipelines.stepState[step.state]}
        </span>
      )}
      {children}
    </>
  );
  if (runId === undefined || step.state === null) return <div className={look}>{words}</div>;
  return (
    <Link
      to="/pipelines/runs/$id"
      params={{ id: runId }}
      search={{ step: step.name }}
      hash="step"
      resetScroll={false}
      aria-current={step.name === chosen ? 'true' : undefined}
      className={`${look} transition-colors hover:bg-well`}
    >
      {words}
    </Link>
  );
};
