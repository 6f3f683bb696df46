import { noonOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { hashText, mix } from '../random.ts';
import { queryValue, toWire } from '../wire.ts';
import { likesOn } from './figures.ts';
import { episodeIn } from './look.ts';
import { episodesOn } from './schedule.ts';
import type { World } from './world.ts';

const typeCode = toWire('{"name":"like","messageCode":"reaction.type.like","description":"좋아요"}');

/** Likes of several episodes a call: `q=COMIC[1000003_1]|COMIC[1000003_2]`. No likes yet, and no such episode, are both an empty list. */
export const createLikes =
  (world: World) =>
  ({ query, day }: SimRequest): Answer => {
    const q = queryValue(query, 'q');
    if (q === null) return { status: 400, body: '{"errorCode":"400","message":"q is required"}' };
    // The real keys are Java object names that change with every call; here they change with what is asked and the day.
    const salt = mix(hashText(query), day);
    const contents = q.split('|').map((content) => contentWire(world, content, day, salt));
    const body = `{"contents":[${contents.join(',')}],"timestamp":${noonOf(day)},"guestToken":"${(salt >>> 0).toString(16).padStart(8, '0')}"}`;
    const callback = queryValue(query, 'callback');
    if (callback === null) return { body };
    if (!/^[\w$.]{1,100}$/.test(callback)) return { status: 400, body: '{"errorCode":"400","message":"callback"}' };
    return { type: 'application/javascript;charset=UTF-8', body: `${salt % 2 === 0 ? '/**/\n' : ''}${callback}(${body});` };
  };

const contentWire = (world: World, content: string, day: DayNumber, salt: number): string => {
  const match = /^([A-Z]+)\[(\d+)_(\d+)\]$/.exec(content.trim());
  if (!match)
    return `{"serviceId":"COMIC","contentsId":"","isDisplay":false,"categoryId":null,"countType":"DEFAULT","reactions":[],"reactionMap":{},"isLogin":false,"customized":false,"differentPlatform":false}`;
  const [, service, titleId, number] = match as unknown as [string, string, string, string];
  const title = service === 'COMIC' ? world.byId(Number(titleId)) : undefined;
  const episode = title ? episodeIn(title, number) : 0;
  const likes = title && episode > 0 && episode <= episodesOn(title.schedule, day) ? likesOn(title, episode, day) : 0;
  const head = `{"serviceId":"${service}","contentsId":"${titleId}_${number}","isDisplay":true,"categoryId":null,"countType":"DEFAULT"`;
  const tail = `,"isLogin":false,"customized":false,"differentPlatform":false}`;
  if (likes === 0) return `${head},"reactions":[],"reactionMap":{}${tail}`;
  const reaction = `{"reactionType":"like","count":${likes},"isReacted":false,"periodUser":null,"reactionTypeCode":${typeCode}}`;
  const key = mix(salt, Number(number)).toString(16).padStart(8, '0');
  return `${head},"reactions":[${reaction}],"reactionMap":{"com.naver.react.core.nbasearc.common.ReactionType@${key}":${reaction}}${tail}`;
};
