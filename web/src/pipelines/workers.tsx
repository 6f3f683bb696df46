import { Link } from '@tanstack/react-router';
import type { Worker } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Ago, Badge, Card } from '../ui/index.ts';
import { StateSign } from './state.tsx';

/** A process may hold several locks, one for its pages and one for its work; to people it is one worker. */
const processesOf = (workers: readonly Worker[]): readonly Worker[] => {
  const processes = new Map<string, Worker>();
  for (const worker of workers) {
    const key = `${worker.host}/${worker.pid}/${worker.isAlive}`;
    const known = processes.get(key);
    processes.set(
      key,
      known ? { ...known, steps: [...known.steps, ...worker.steps], collections: [...known.collections, ...worker.collections] } : worker,
    );
  }
  return [...processes.values()];
};

/** Every worker with what it is at. */
export const Workers = ({ workers }: { workers: readonly Worker[] }) => {
  const { queue } = useText().pipelines;
  return (
    <Card className="overflow-hidden">
      <ul aria-label={queue.workers} className="divide-y divide-line">
        {processesOf(workers).map((worker) => (
          <li key={worker.id} className="grid gap-x-6 gap-y-2 px-5 py-3.5 md:grid-cols-[17rem_minmax(0,1fr)]">
            <Who worker={worker} />
            <div className="text-[13.5px] text-ink-soft">
              <Work worker={worker} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Who = ({ worker }: { worker: Worker }) => {
  const { queue, version } = useText().pipelines;
  return (
    <div className="flex min-w-0 items-start justify-between gap-3">
      <div className="min-w-0">
        <p className="truncate font-semibold">{worker.host}</p>
        <p className="text-xs text-ink-faint">
          {queue.process(String(worker.pid))} · {version} {worker.version} · <Ago at={worker.since} />
        </p>
      </div>
      <Badge tone={worker.isAlive ? 'good' : 'bad'}>
        <StateSign state={worker.isAlive ? 'done' : 'failed'} />
        {worker.isAlive ? queue.alive : queue.dead}
      </Badge>
    </div>
  );
};

const link = 'font-medium text-sea hover:text-sea-strong';

const Work = ({ worker }: { worker: Worker }) => {
  const text = useText();
  const format = useFormat();
  const { queue } = text.pipelines;
  if (worker.steps.length + worker.collections.length === 0)
    return <p className="text-ink-faint">{worker.isAlive ? queue.idle : queue.deadNote}</p>;
  return (
    <ul className="space-y-0.5">
      {worker.steps.map((step) => (
        <li key={`${step.runId}/${step.step}/${step.seat}`}>
          <Link to="/pipelines/runs/$id" params={{ id: step.runId }} search={{ step: step.step }} className={link}>
            {text.pipelines.runOf(step.pipeline, step.runId)} · {step.step}
          </Link>{' '}
          <span className="text-xs text-ink-faint">
            · <Ago at={step.since} />
          </span>
        </li>
      ))}
      {worker.collections.map(({ runId, platform, tasks }) => (
        <li key={runId}>
          <Link to="/runs/$id" params={{ id: runId }} className={link}>
            {text.pipelines.collection(runId)}
          </Link>{' '}
          <span className="text-xs text-ink-faint">· {queue.collecting(nameIn(text.platform, platform), format.number(tasks))}</span>
        </li>
      ))}
    </ul>
  );
};
