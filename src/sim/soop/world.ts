import { createStreamers } from '../streamers/world.ts';
import type { Streamer, StreamerWorld } from '../streamers/world.ts';

export interface SoopWorldOptions {
  readonly seed: number;
  readonly soopChannels: number;
  readonly baseDay: string;
}

export interface SoopWorld extends StreamerWorld {
  byId(id: string): Streamer | undefined;
}

/** The login of a streamer, which is the id. */
export const loginOf = ({ index }: Streamer): string => `simulated${String(index + 1).padStart(3, '0')}`;

/** Where the numbers of videos and stations begin. */
export const firstVideo = 100_000_000;
export const firstStation = 20_000_000;

export const createSoopWorld = ({ seed, soopChannels, baseDay }: SoopWorldOptions): SoopWorld => {
  const world = createStreamers({ seed, salt: 0x500f, count: soopChannels, baseDay });
  const byId = new Map(world.streamers.map((streamer) => [loginOf(streamer), streamer]));
  return { ...world, byId: (id) => byId.get(id.toLowerCase()) };
};
