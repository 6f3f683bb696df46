import type { Day } from '../../domain/index.ts';
import { dayNumber } from '../calendar.ts';
import type { SimPlatform } from '../platform.ts';
import { streamerParts } from '../streamers/cast.ts';
import type { StreamerPart } from '../streamers/cast.ts';
import { checkCount, streamerPlaying, streamersSummary, streamerTruth } from '../streamers/truth.ts';
import type { StreamerTruth } from '../streamers/truth.ts';
import { videoNamed } from '../streamers/world.ts';
import { aboutStreamer } from './answers.ts';
import { reviewAnswer } from './review.ts';
import { stationAnswer } from './station.ts';
import { createSoopWorld, firstVideo, loginOf } from './world.ts';
import type { SoopWorld, SoopWorldOptions } from './world.ts';

/** The simulated SOOP with its world in reach. */
export interface Soop extends SimPlatform {
  world(): SoopWorld;
  /** The login of the streamer with a fixed part. */
  idOf(part: StreamerPart): string;
  /** The logins of all streamers, in order. */
  ids(): readonly string[];
  /** What is true of a streamer on a day, by login; null when there is no such one. */
  streamerTruth(id: string, day: Day): StreamerTruth | null;
}

const hosts = ['chapi.sooplive.co.kr', 'chapi.sooplive.com', 'bjapi.afreecatv.com'];

/**
 * SOOP at its three hosts, which answer alike. Whoever comes without a User-Agent gets a page with a 404, as does everybody under the fault
 * `page-404`. The world is built at the first look into it.
 */
export const createSoop = (options: SoopWorldOptions): Soop => {
  checkCount('soopChannels', options.soopChannels);
  let built: SoopWorld | null = null;
  const world = (): SoopWorld => (built ??= createSoopWorld(options));
  return {
    name: 'soop',
    world,
    hosts,
    endpoints: [
      { name: 'soop/station', hosts, path: /^\/api\/([^/]+)\/station$/, answer: aboutStreamer(world, stationAnswer) },
      { name: 'soop/review', hosts, path: /^\/api\/([^/]+)\/vods\/review$/, answer: aboutStreamer(world, reviewAnswer) },
    ],
    summary: (day) => streamersSummary(world(), day),
    /** By login, by part, or a video by its number. */
    truth(id, day) {
      if (/^\d+$/.test(id)) return videoNamed(world(), Number(id), firstVideo, day);
      const streamer = world().byId(id) ?? world().streamers[streamerParts.indexOf(id as StreamerPart)];
      return streamer ? streamerTruth(streamer, loginOf(streamer), day) : null;
    },
    idOf: (part) => loginOf(streamerPlaying(world(), part)),
    ids: () => world().streamers.map(loginOf),
    watched: () => world().streamers.map(loginOf),
    streamerTruth(id, day) {
      const streamer = world().byId(id);
      return streamer ? streamerTruth(streamer, loginOf(streamer), dayNumber(day)) : null;
    },
  };
};
