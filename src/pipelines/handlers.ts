import { z } from 'zod';
import { requireRevisits, visitsOf } from '../collect/index.ts';
import { platforms, TidemarkError } from '../domain/index.ts';
import type { StepHandler } from '../jobs/index.ts';
import { sourceOf } from '../sources/index.ts';
import { durationMs, durationText } from './duration.ts';
import { didYouMean } from './nearest.ts';

/** What a handler is for and what it is told; what it does is bound to its name by whoever runs steps. */
export type HandlerForm = Pick<StepHandler, 'title' | 'check'>;

const text = z
  .string({ error: ({ input }) => (input === undefined || input === null ? 'is missing' : 'is no text') })
  .trim()
  .min(1, 'is empty');

const platform = text.refine((name) => (platforms as readonly string[]).includes(name), {
  error: ({ input }) => `names no platform: "${String(input)}"${didYouMean(String(input), platforms)}`,
});

/** A duration between two others. */
const duration = (least: string, most: string) =>
  text.refine(
    (written) => {
      const ms = durationMs(written);
      return ms !== null && ms >= durationMs(least)! && ms <= durationMs(most)!;
    },
    {
      error: ({ input }) =>
        `is a time from ${least} to ${most}, such as ${durationText(Math.min(8 * 3_600_000, durationMs(most)!))}, not "${String(input)}"`,
    },
  );

const streams = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(text, { error: () => 'is no list of streams' }),
);

const targets = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(text, { error: () => 'is no list of targets' }),
);

const forms = {
  collect: {
    title: 'Collects from a platform, or goes on with the collection of the day',
    // A run belongs to a day, and so does its window.
    shape: {
      platform,
      streams: streams.nullish(),
      watchlist: text.nullish(),
      targets: targets.nullish(),
      spread: duration('1s', '24h').nullish(),
      // Read by whoever knows what a number of visits is, below.
      visits: z.union([z.string(), z.number()], 'is no number of visits').nullish(),
    },
  },
  refresh: { title: 'Adds up what the dashboard sorts by', shape: { platform } },
  seal: { title: 'Moves raw answers from the database to the lake', shape: { platform: platform.nullish() } },
  'run-pipeline': {
    title: 'Begins another pipeline and waits for its end',
    shape: {
      pipeline: text,
      parameters: z
        .record(
          z.string(),
          z.union([z.string(), z.number(), z.boolean(), z.null()], 'is no text, number or truth value'),
          'is no group of keys',
        )
        .nullish(),
    },
  },
  wait: { title: 'Waits', shape: { for: duration('1s', '7d') } },
} as const;

/** Says everything that is wrong with settings, or null. */
const checkBy =
  (shape: z.ZodRawShape): StepHandler['check'] =>
  (settings) => {
    const parsed = z.strictObject(shape).safeParse(settings);
    const complaints = (parsed.error?.issues ?? []).flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `it takes no "${key}"${didYouMean(key, Object.keys(shape))}`)
        : [`${issue.path.join('.')} ${issue.message}`],
    );
    return complaints.length === 0 ? null : complaints.join('; ');
  };

/** Streams that the platform does not have. */
const checkStreams: StepHandler['check'] = ({ platform: of, streams: wanted }) => {
  const known = sourceOf(String(of)).streams.map(({ name }) => name);
  const names = typeof wanted === 'string' ? [wanted] : ((wanted as readonly string[] | null | undefined) ?? []);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return null;
  return `${String(of)} has no stream ${unknown.map((name) => `"${name}"${didYouMean(name, known)}`).join(', ')}; use some of ${known.join(', ')}`;
};

/** A number of visits that is none, and collections that cannot be given one. */
const checkVisits: StepHandler['check'] = ({ platform: of, streams: wanted, visits }) => {
  try {
    if (visitsOf(visits) === null) return null;
    const source = sourceOf(String(of));
    const names = typeof wanted === 'string' ? [wanted] : (wanted as readonly string[] | null | undefined);
    requireRevisits(source, names ?? source.streams.map(({ name }) => name));
    return null;
  } catch (error) {
    if (error instanceof TidemarkError) return `visits: ${error.message}; ${error.next}`;
    throw error;
  }
};

const formOf = ({ title, shape }: (typeof forms)[keyof typeof forms]): HandlerForm => ({ title, check: checkBy(shape) });

/** The handlers there are today, by name. */
export const handlerForms: Readonly<Record<keyof typeof forms, HandlerForm>> = {
  collect: {
    title: forms.collect.title,
    check: (settings) => checkBy(forms.collect.shape)(settings) ?? checkStreams(settings) ?? checkVisits(settings),
  },
  refresh: formOf(forms.refresh),
  seal: formOf(forms.seal),
  'run-pipeline': formOf(forms['run-pipeline']),
  wait: formOf(forms.wait),
};
