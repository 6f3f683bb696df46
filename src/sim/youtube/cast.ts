/** Parts that a channel of the world can play; each is a channel with fixed odd traits, so that a small world has them too. */
export const castNames = [
  'rising',
  'falling',
  'spike', // a video that everybody talks about
  'bought', // subscribers by the ten thousand, and no viewers with them
  'dormant',
  'renamed', // its handle changes three days after the base day
  'banned', // taken away two days after the base day
  'hidden', // does not show its subscribers
  'before-handles', // has a user name and a name of its choice, and no handle
  'small', // fewer than a thousand subscribers: nothing is rounded
  'silent', // has never published anything: its playlist is not there
  'losing', // one video deleted and one made private on the day after the base day
  'korean', // a handle in Korean letters
  'long', // hundreds of videos
  'shy', // hides likes, and closes comments
  'on-air', // broadcasts live, with another broadcast announced
] as const;

export type CastName = (typeof castNames)[number];
