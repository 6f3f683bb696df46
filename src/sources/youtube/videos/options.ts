import { newestVideos } from '../../newest-videos.ts';

/** Two units a channel by default, one for the list and one for the figures: a day's 10,000 are enough for 5,000 channels. */
export const maxVideos = newestVideos(50, 20_000);
