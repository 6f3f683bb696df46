import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { stepLogQuery, type LogLevel, type LogLine, type RunStep } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Paged, usePages } from '../table/index.ts';
import { Card, Menu, Notice, Segmented, Skeleton } from '../ui/index.ts';

const levels = ['info', 'warn', 'error'] as const satisfies readonly LogLevel[];
const tones: Readonly<Record<LogLevel, string>> = { info: 'text-ink-faint', warn: 'text-warn', error: 'text-bad' };

interface StepLogProps {
  readonly runId: string;
  readonly step: RunStep;
  /** Of this attempt only. */
  readonly attempt: string | undefined;
  readonly onAttempt: (attempt: string | undefined) => void;
}

/** What the attempts of a step wrote; new lines come by themselves while one is at work. */
export const StepLog = ({ runId, step, attempt, onAttempt }: StepLogProps) => {
  const { pipelines } = useText();
  const [level, setLevel] = useState<LogLevel>('info');
  const [direction, setDirection] = useState<'asc' | 'desc'>('desc');
  const isMoving = step.attempts.some(({ state }) => state === 'running');
  const pages = usePages(useInfiniteQuery(stepLogQuery(runId, step.name, { attempt, level, direction }, isMoving)));
  const several = step.attempts.length > 1 && attempt === undefined;
  return (
    <div>
      <div className="mb-2.5 flex flex-wrap items-center gap-2">
        <h3 className="grow text-sm font-semibold">{pipelines.log}</h3>
        {step.attempts.length > 1 && (
          <Menu
            label={pipelines.allAttempts}
            value={attempt ?? ''}
            choices={[
              { value: '', label: pipelines.allAttempts },
              ...step.attempts.map((each) => ({
                value: each.id,
                label: pipelines.attemptNo(String(each.attempt), String(each.seat + 1)),
                hint: pipelines.attemptState[each.state],
              })),
            ]}
            onChoose={(chosen) => onAttempt(chosen || undefined)}
          />
        )}
        <Menu
          label={pipelines.logLevel}
          value={level}
          showLabel
          choices={levels.map((value) => ({ value, label: pipelines.level[value] }))}
          onChoose={(chosen) => setLevel(chosen as LogLevel)}
        />
        <Segmented
          label={pipelines.logOrder}
          value={direction}
          onChoose={setDirection}
          choices={[
            { value: 'desc', label: pipelines.newestFirst, icon: 'descending' },
            { value: 'asc', label: pipelines.oldestFirst, icon: 'ascending' },
          ]}
        />
      </div>
      <Paged
        pages={pages}
        skeleton={<Skeleton className="h-24 rounded-xl" />}
        empty={
          <Card>
            <Notice icon="empty" title={pipelines.noLog}>
              {pipelines.noLogNext}
            </Notice>
          </Card>
        }
        byButton
      >
        <Card className="overflow-hidden">
          <ol aria-label={pipelines.logOf(step.name)} className="divide-y divide-line font-mono text-xs leading-5">
            {pages.items.map((line) => (
              <Line key={line.id} line={line} several={several} />
            ))}
          </ol>
        </Card>
      </Paged>
    </div>
  );
};

const Line = ({ line, several }: { line: LogLine; several: boolean }) => {
  const { pipelines } = useText();
  const format = useFormat();
  const data = Object.keys(line.data).length > 0 ? JSON.stringify(line.data) : null;
  return (
    <li className="flex flex-wrap gap-x-3 px-4 py-1">
      <time dateTime={line.at} className="shrink-0 text-ink-faint">
        {format.dateTime(line.at)}
      </time>
      {several && <span className="shrink-0 text-ink-faint">{pipelines.attemptNo(String(line.attempt), String(line.seat + 1))}</span>}
      <span className={`shrink-0 font-semibold ${tones[line.level]}`}>{pipelines.levelMark[line.level]}</span>
      <span className="min-w-0 grow basis-60 break-words text-ink">
        {line.message}
        {data && <span className="ml-2 break-all text-ink-faint">{data}</span>}
      </span>
    </li>
  );
};
