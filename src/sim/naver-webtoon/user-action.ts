import type { Answer, SimRequest } from '../platform.ts';
import { queryNumber } from '../wire.ts';
import { loginRequired, notFound } from './answers.ts';
import { isPaid } from './article-list.ts';
import { figuresOf } from './figures.ts';
import { episodeOf, episodesOn } from './schedule.ts';
import { signedIn } from './session.ts';
import type { World } from './world.ts';

/** The stars of one episode. Paid episodes answer 404, as if they did not exist. */
export const createUserAction =
  (world: World) =>
  ({ query, day, headers }: SimRequest): Answer => {
    const title = world.byId(queryNumber(query, 'titleId', 0));
    if (!title) return notFound();
    if (title.adult && !signedIn(headers)) return loginRequired();
    const episode = episodeOf(title.schedule, queryNumber(query, 'no', 0));
    if (episode === 0 || episode > episodesOn(title.schedule, day) || isPaid(title, episode, day)) return notFound();
    const { stars, starCount } = figuresOf(title, episode, day);
    return { body: `{"starInfo":{"averageStarScore":${stars},"starScoreCount":${starCount}},"favorite":false,"favoriteAlarm":false}` };
  };
