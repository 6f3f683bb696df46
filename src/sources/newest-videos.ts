import type { OptionValues, SourceOption } from './contract.ts';

const name = 'maxVideosPerChannel';

/** The option for how many of a channel's newest videos are read: one name on every platform that has it. */
export const newestVideos = (usual: number, max = 100_000) => {
  const option: SourceOption = { name, title: 'Newest videos read of each channel', type: 'number', default: usual, min: 1, max };
  /** What holds for a run; the usual number where it began before the option was there. */
  const of = (options: OptionValues): number => Number(options[name] ?? usual);
  return { option, of, pages: (perPage: number) => (options: OptionValues) => Math.ceil(of(options) / perPage) };
};
