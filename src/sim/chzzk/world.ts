import { mix } from '../random.ts';
import { createStreamers } from '../streamers/world.ts';
import type { Streamer, StreamerWorld } from '../streamers/world.ts';

export interface ChzzkWorldOptions {
  readonly seed: number;
  readonly chzzkChannels: number;
  readonly baseDay: string;
}

export interface ChzzkWorld extends StreamerWorld {
  byId(id: string): Streamer | undefined;
}

const hex = (number: number): string => number.toString(16).padStart(8, '0');

/** 32 hexadecimal digits: the id of a channel. */
export const channelIdOf = ({ hash, index }: Streamer): string =>
  `${hex(mix(hash, 1))}${hex(mix(hash, 2))}${hex(mix(hash, 3))}${hex(index)}`;

/** Where the numbers of videos begin. */
export const firstVideo = 1_000_000;

export const createChzzkWorld = ({ seed, chzzkChannels, baseDay }: ChzzkWorldOptions): ChzzkWorld => {
  const world = createStreamers({ seed, salt: 0xc422, count: chzzkChannels, baseDay });
  const byId = new Map(world.streamers.map((streamer) => [channelIdOf(streamer), streamer]));
  return { ...world, byId: (id) => byId.get(id.toLowerCase()) };
};
