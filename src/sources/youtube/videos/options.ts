/** Two units a channel by default, one for the list and one for the figures: a day's 10,000 are enough for 5,000 channels. */
export const maxVideos = {
  name: 'maxVideosPerChannel',
  title: 'Newest videos read of each channel',
  type: 'number',
  default: 50,
  min: 1,
  max: 20_000,
} as const;
