import { z } from 'zod';
import { accountMetrics, curveMetrics, verdicts } from '../insight/index.ts';
import type { Curve, SeriesSummary, TracedEpisode } from '../insight/index.ts';
import type { ImageAddress } from './images.ts';
import { day, instant, maybeCount, named, platform, rowId, wireInstant } from './schemas.ts';

/** How a number moved from one day to another. */
export const move = {
  verdict: z.enum(verdicts),
  change: z.number().nullable().describe('Upwards is positive, also for ranks. Null when it cannot be told'),
  relative: z.number().nullable().describe('The change as a part of the number before; null for ranks'),
  step: z.number().describe('The step within which the change is known; 0 when both numbers are exact'),
  count: maybeCount,
  before: maybeCount,
};

/** Of an item of a list. */
export const traces = z
  .record(z.string(), z.object({ exchangeId: rowId, parserVersion: z.string(), runId: rowId }))
  .describe('Where each number comes from, by metric; `fields` for the words');

/** The answers about series and episodes, and how they are made of what the queries return. */
export const seriesSummary = named(
  'SeriesSummary',
  z.object({
    platform,
    id: z.string(),
    title: z.string(),
    authors: z.array(z.string()),
    thumbnailUrl: z.string().nullable(),
    weekdays: z.array(z.string()),
    state: z.string().nullable(),
    genres: z.array(z.string()),
    ageRating: z.string().nullable(),
    adult: z.boolean().nullable(),
    counts: z.object({
      views: maybeCount,
      likes: maybeCount,
      comments: maybeCount,
      favourites: maybeCount,
      seriesLikes: maybeCount.describe("The platform's own number for the whole series; `likes` is the sum over its episodes"),
      rank: maybeCount,
      stars: maybeCount,
      episodes: maybeCount,
    }),
    likesKnown: z.number().int().describe('How many episodes the sum of likes goes over'),
    commentsKnown: z.number().int(),
    lastSeenAt: instant,
  }),
);

export const seriesOnWire = (series: SeriesSummary, imageAddress: ImageAddress): z.output<typeof seriesSummary> => ({
  platform: series.platform,
  id: series.id,
  title: series.title,
  authors: [...series.authors],
  thumbnailUrl: imageAddress(series.thumbnailUrl),
  weekdays: [...series.weekdays],
  state: series.state,
  genres: [...series.genres],
  ageRating: series.ageRating,
  adult: series.adult,
  counts: series.counts,
  likesKnown: series.likesKnown,
  commentsKnown: series.commentsKnown,
  lastSeenAt: wireInstant(series.lastSeenAt),
});

export const episodeSummary = named(
  'EpisodeSummary',
  z.object({
    id: z.string(),
    no: z.number().nullable(),
    title: z.string().nullable(),
    publishedOn: z.string().nullable(),
    charge: z.boolean().nullable(),
    preview: z.boolean().nullable(),
    thumbnailUrl: z.string().nullable(),
    counts: z.object({ likes: maybeCount, comments: maybeCount, stars: maybeCount, starVotes: maybeCount }),
    lastSeenAt: instant,
    traces,
  }),
);

export const episodeOnWire = (episode: TracedEpisode, imageAddress: ImageAddress): z.output<typeof episodeSummary> => ({
  ...episode,
  thumbnailUrl: imageAddress(episode.thumbnailUrl),
  lastSeenAt: wireInstant(episode.lastSeenAt),
});

/** Curves over metrics of one kind of record. */
const curvesOf = <const Metrics extends readonly [string, ...string[]]>(name: string, metrics: Metrics) =>
  named(
    name,
    z.object({
      zone: z.string().describe('The zone of `day`'),
      curves: z.array(
        z.object({
          metric: z.enum(metrics),
          scope: z.string().nullable(),
          points: z.array(
            z.object({
              at: instant,
              day,
              count: maybeCount,
              exchangeId: rowId.nullable().describe('Null for a sum over episodes'),
              runId: rowId,
              known: z.number().int().nullable().describe('For a sum: how many episodes gave a number'),
              of: z.number().int().nullable().describe('For a sum: how many episodes the run saw'),
            }),
          ),
        }),
      ),
    }),
  );

export const curves = curvesOf('Curves', curveMetrics);
export const accountCurves = curvesOf('AccountCurves', accountMetrics);

export const curvesOnWire = <Metric extends string>(found: readonly Curve<Metric>[], zone: string) => ({
  zone,
  curves: found.map((curve) => ({ ...curve, points: curve.points.map((point) => ({ ...point, at: wireInstant(point.at) })) })),
});

/** `metrics=views,rank`: a comma-separated choice; all when absent. */
const curveQueryOf = <const Metrics extends readonly [string, ...string[]]>(metrics: Metrics) =>
  z.object({
    metrics: z
      .string()
      .max(200)
      .default(metrics.join(','))
      .transform((list) => list.split(',').filter(Boolean))
      .pipe(z.array(z.enum(metrics)).min(1).max(metrics.length)),
    days: z.coerce.number().int().min(1).max(3_650).default(90),
  });

export const curveQuery = curveQueryOf(curveMetrics);
export const accountCurveQuery = curveQueryOf(accountMetrics);

export const dayMs = 86_400_000;
