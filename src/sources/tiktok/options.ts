import type { OptionValues, SourceOption } from '../contract.ts';

/** How many rows are read, and whether at all. */
const limits = [
  ['maxFollowersPerInfluencer', 'Followers read of one account', 1000, 100_000],
  ['maxCommentsPerPost', 'Comments read of one post', 500, 50_000],
  ['maxPostsPerInfluencer', 'Newest posts read of one account', 50, 10_000],
  ['commentedPostsPerInfluencer', 'Newest posts of one account whose comments are read', 3, 1000],
] as const;

export type Limit = (typeof limits)[number][0];

export const options: readonly SourceOption[] = [
  { name: 'enableFollowerScraping', title: 'Read the followers of accounts', type: 'boolean', default: true },
  { name: 'enablePostDetailScraping', title: 'Look at each post once more, on its own page', type: 'boolean', default: true },
  { name: 'enableCommentScraping', title: 'Read the comments of the newest posts', type: 'boolean', default: true },
  ...limits.map(([name, title, fallback, max]): SourceOption => ({ name, title, type: 'number', default: fallback, min: 1, max })),
  {
    name: 'readCommentsInPages',
    title: 'Read comments in real pages, also where there is a provider',
    type: 'boolean',
    default: false,
  },
  { name: 'scrapingDelayMs', title: 'Milliseconds between two pages of the site', type: 'number', default: 2000, min: 0, max: 600_000 },
  { name: 'maxRetryAttempts', title: 'Attempts before something is given up', type: 'number', default: 3, min: 1, max: 20 },
];

/** A limit of a run; the default where a run began before the option was there. */
export const limitOf = (values: OptionValues, name: Limit): number => {
  const value = values[name];
  return typeof value === 'number' ? value : limits.find(([each]) => each === name)![2];
};
