import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { isoOf } from '../domain/index.ts';
import { reasonAgainstChannel } from '../notify/index.ts';
import type { Channel } from '../notify/index.ts';
import type { Store } from '../store/index.ts';
import { withWorld } from './context.ts';
import type { World } from './context.ts';
import { settingsOf } from './options.ts';
import type { GlobalOptions } from './options.ts';

/** The value of a variable that a channel names. */
export const secret = (name: string): string | undefined => process.env[name];

export interface Opened {
  readonly store: Store;
  readonly world: World;
  readonly json: boolean;
  /** Address of the dashboard. */
  readonly url: string | undefined;
}

/** Opens the world whose alerts are meant: the real one unless told otherwise. */
export const within = async (command: Command, work: (opened: Opened) => Promise<void>): Promise<void> => {
  const globals = command.optsWithGlobals<GlobalOptions>();
  const settings = settingsOf(globals);
  await withWorld(settings, globals.world ?? 'real', ({ store, world }) =>
    work({ store, world, json: globals.json === true, url: settings.url }),
  );
};

/** Words separated by commas. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

/** A number of rows. */
export const count = (text: string): number => {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 1 && value <= 1000)) throw new InvalidArgumentError('Give a number from 1 to 1000.');
  return value;
};

const msOf: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30s`, `5m`, `2h`, `3d`; at most a year. */
export const span = (text: string): number => {
  const [, digits, unit] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  const ms = Number(digits) * (msOf[unit ?? ''] ?? Number.NaN);
  if (!(ms >= 1000 && ms <= 366 * msOf['d']!)) throw new InvalidArgumentError('Give a time such as 30s, 5m, 2h or 3d.');
  return ms;
};

/** A channel with what it lacks here. Its secrets are not in it. */
export const channelJson = ({ heldUntil, ...rest }: Channel) => ({
  ...rest,
  heldUntil: heldUntil === null ? null : isoOf(heldUntil),
  missing: reasonAgainstChannel(rest, secret),
});
