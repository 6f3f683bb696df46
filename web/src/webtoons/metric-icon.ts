import type { IconName } from '../ui/index.ts';

export const metricIcons: Readonly<Record<string, IconName>> = {
  views: 'eye',
  favourites: 'bookmark',
  likes: 'heart',
  seriesLikes: 'heart',
  comments: 'comment',
  rank: 'rank',
  stars: 'star',
  starVotes: 'star',
  episodes: 'list',
  followers: 'accounts',
  following: 'accounts',
  subscribers: 'star',
  posts: 'list',
  viewers: 'eye',
};
