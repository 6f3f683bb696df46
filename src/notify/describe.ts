import { isoOf } from '../domain/index.ts';
import { severities } from './contract.ts';
import type { AlertEvent, AlertKind, Message, Severity } from './contract.ts';

/** So many events of a group are listed; the others are counted. */
export const listedEvents = 20;

const words: Readonly<Record<AlertKind, string>> = {
  'run-succeeded': 'runs succeeded',
  'run-failed': 'runs failed',
  'run-late': 'runs are late',
  'no-data': 'runs without data',
  'changed-shape': 'changed shapes',
  challenge: 'challenges',
  'budget-gone': 'budgets are gone',
  test: 'tests',
};

/** The one line that stands above a message. */
export const headlineOf = ({ events }: Message): string => {
  const [first] = events;
  if (events.length === 1) return first!.title;
  return `${events.length} ${words[first!.kind]}${first!.pipeline === null ? '' : `: ${first!.pipeline}`}`;
};

export const severityOf = ({ events }: Message): Severity =>
  severities[Math.max(...events.map(({ severity }) => severities.indexOf(severity)))]!;

/** Where on the dashboard it can be seen; null without an address of the dashboard. */
export const linkOf = ({ link }: AlertEvent, baseUrl: string | undefined): string | null =>
  link === null || baseUrl === undefined ? null : `${baseUrl.replace(/\/+$/, '')}${link}`;

/** `2026-11-20 00:00 to 2026-11-21 00:00 UTC` */
export const intervalText = ({ start, end }: { readonly start: number; readonly end: number }): string =>
  `${minuteOf(start)} to ${minuteOf(end)} UTC`;

export const minuteOf = (at: number): string => isoOf(at).slice(0, 16).replace('T', ' ');

export const causeText = ({ code, message }: NonNullable<AlertEvent['cause']>): string => (code === null ? message : `${code}: ${message}`);

/** What is known of an event, as names and values; without its pipeline where the title says it: that of a run's own events. */
export const factsOf = (event: AlertEvent): [name: string, value: string][] => {
  const { kind, title, pipeline, runId, step, interval } = event;
  const facts: [string, string | null][] = [
    ['Pipeline', pipeline !== null && kind.startsWith('run-') && title.includes(pipeline) ? null : pipeline],
    ['Run', runId],
    ['Step', step],
    ['Interval', interval && intervalText(interval)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
};
