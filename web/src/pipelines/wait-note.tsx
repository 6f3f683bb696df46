import { Link } from '@tanstack/react-router';
import type { SlotHolder, Wait } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Ago, Command } from '../ui/index.ts';
import { useErrorWords } from './problem-note.tsx';
import { useUntil } from './time.ts';

const workerCommand = 'bin/tidemark worker';

const Later = ({ wait }: { wait: Extract<Wait, { for: 'later' }> }) => {
  const { pipelines } = useText();
  const format = useFormat();
  const until = useUntil(wait.at);
  const errorWords = useErrorWords();
  return (
    <p>
      <span data-tip={format.dateTime(wait.at)}>{pipelines.wait.later(until)}</span>
      {wait.because && <span className="block text-ink-faint">{pipelines.because(errorWords(wait.because))}</span>}
    </p>
  );
};

/** Who holds slots: each a way to what it does. */
export const Holders = ({ holders }: { holders: readonly SlotHolder[] }) => {
  const { pipelines } = useText();
  return (
    <ul className="mt-1 space-y-0.5">
      {holders.map((holder) => (
        <li key={`${holder.runId}/${holder.step}/${holder.seat}`} className="text-xs text-ink-faint">
          <Link
            to="/pipelines/runs/$id"
            params={{ id: holder.runId }}
            search={{ step: holder.step }}
            className="text-[13px] font-medium text-sea hover:text-sea-strong"
          >
            {pipelines.runOf(holder.pipeline, holder.runId)} · {holder.step}
          </Link>{' '}
          · {holder.host} · <Ago at={holder.since} />
        </li>
      ))}
    </ul>
  );
};

/** Why a step is not under way, as a sentence with what one can do about it. */
export const WaitNote = ({ wait, isTold = false }: { wait: Wait; /** The command stands above already. */ isTold?: boolean }) => {
  const { pipelines } = useText();
  const format = useFormat();
  const words = pipelines.wait;
  if (wait.for === 'later') return <Later wait={wait} />;
  if (wait.for === 'needs')
    return <p>{words.needs(wait.steps.map(({ name, state }) => `${name} (${pipelines.stepState[state]})`).join(', '))}</p>;
  if (wait.for === 'version') return <p>{words.version(wait.version, wait.workers.join(', '))}</p>;
  if (wait.for === 'turn') return <p>{words.turn}</p>;
  if (wait.for === 'worker')
    return (
      <div className="space-y-1">
        <p>{isTold ? words.workerAgain : words.worker}</p>
        {!isTold && <Command words={workerCommand} />}
      </div>
    );
  return (
    <div>
      <p>{wait.slots === 0 ? words.closed(wait.pool) : words.slot(wait.pool, format.number(wait.slots))}</p>
      <Holders holders={wait.holders} />
    </div>
  );
};

export const NoWorkers = () => {
  const { pipelines } = useText();
  return (
    <div className="space-y-2 text-[13.5px] text-ink-soft">
      <p>{pipelines.queue.noWorkers}</p>
      <Command words={workerCommand} />
    </div>
  );
};
