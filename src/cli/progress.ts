import type { CollectEvent } from '../collect/index.ts';
import { number } from './output.ts';

interface StreamState {
  readonly name: string;
  readonly tasks: number;
  done: number;
  records: number;
  observations: number;
}

const barWidth = 24;

/** A bar of eighths: `████▌     `. */
const bar = (share: number): string => {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * barWidth * 8);
  const full = Math.floor(eighths / 8);
  const part = ' ▏▎▍▌▋▊▉'[eighths % 8]!;
  return ('█'.repeat(full) + (full < barWidth ? part : '')).padEnd(barWidth, ' ');
};

/** Follows a collection's events and puts them into one line. */
export const createProgress = (show: (line: string) => void) => {
  let stream: StreamState | null = null;
  let wait: string | null = null;
  const line = (): string => {
    if (!stream) return '';
    const { name, tasks, done, records, observations } = stream;
    const share = tasks === 0 ? 1 : done / tasks;
    const head = `${name.padEnd(14)} ${bar(share)} ${String(Math.floor(share * 100)).padStart(3)}%`;
    return `${head}  ${number(records)} records, ${number(observations)} observations${wait ? `  · ${wait}` : ''}`;
  };
  return {
    onEvent: (event: CollectEvent): void => {
      if (event.type === 'stream') stream = { name: event.stream, tasks: event.tasks, done: event.done, records: 0, observations: 0 };
      if (event.type === 'commit' && stream) {
        stream.done += event.tasksDone;
        stream.records += event.records;
        stream.observations += event.observations;
        wait = null;
      }
      show(line());
    },
    onWait: (sentence: string): void => {
      wait = sentence;
      show(line());
    },
  };
};
