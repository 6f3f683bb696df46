import type { Outcome, RunState } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Badge, type Tone } from './badge.tsx';

const tones: Readonly<Record<Outcome, Tone>> = {
  ok: 'good',
  empty: 'plain',
  unchanged: 'plain',
  gone: 'plain',
  private: 'plain',
  'login-required': 'plain',
  blocked: 'bad',
  'rate-limited': 'warn',
  'quota-exhausted': 'warn',
  'credential-expired': 'bad',
  disallowed: 'warn',
  'changed-shape': 'bad',
  truncated: 'warn',
  'too-large': 'warn',
  unreachable: 'bad',
  'server-error': 'bad',
  refused: 'bad',
};

/** What came of asking, by name, with its meaning on hover and how often it came. */
export const OutcomeBadge = ({ outcome, times }: { outcome: Outcome; times?: number }) => {
  const text = useText();
  const format = useFormat();
  return (
    <Badge tone={tones[outcome] ?? 'plain'} tip={nameIn(text.outcomeMeaning, outcome)}>
      {nameIn(text.outcome, outcome)}
      {times !== undefined && <span className="font-semibold">{format.number(times)}</span>}
    </Badge>
  );
};

const stateTones: Readonly<Record<RunState, Tone>> = {
  running: 'sea',
  waiting: 'warn',
  interrupted: 'warn',
  done: 'good',
  failed: 'bad',
  abandoned: 'plain',
};

export const RunStateBadge = ({ state }: { state: RunState }) => {
  const text = useText();
  return (
    <Badge tone={stateTones[state]} tip={text.runStateMeaning[state]} dot={state === 'running' || state === 'waiting' ? 'moving' : 'still'}>
      {text.runState[state]}
    </Badge>
  );
};

/** Where the data of a run came from. Only a real platform goes without colour: everything else must not be mistaken for it. */
export const OriginBadge = ({ origin }: { origin: string }) => (
  <Badge tone={origin === 'platform' ? 'plain' : 'sand'}>{nameIn(useText().origin, origin)}</Badge>
);
