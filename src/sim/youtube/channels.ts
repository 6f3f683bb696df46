import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryValue } from '../wire.ts';
import { missingParameter } from './access.ts';
import { channelViewsOn, roundedDown, subscribersOn } from './figures.ts';
import { partsOf, pick, thumbnails } from './wire.ts';
import { etagOf, handleOn, isBanned, userNameOf, videosOn } from './world.ts';
import type { Channel, YoutubeWorld } from './world.ts';

/** Channels by id, handle or user name. Whom there is not is left out, and where nobody is left the list itself. */
export const createChannels =
  (world: () => YoutubeWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const parts = partsOf(query);
    if (parts.length === 0) return missingParameter('part');
    const asked = [queryValue(query, 'id'), queryValue(query, 'forHandle'), queryValue(query, 'forUsername')] as const;
    if (asked.every((value) => value === null)) return missingParameter('filter');
    const found = findIn(world(), asked, day).filter((channel) => !isBanned(channel, day) && channel.debut <= day);
    const items = [...new Set(found)].map((channel) => pick(channelItem(channel, day), parts));
    return {
      body: jsonWire({
        kind: 'youtube#channelListResponse',
        etag: etagOf(`${query}${day}`),
        pageInfo: { totalResults: items.length, resultsPerPage: Number(queryValue(query, 'maxResults') ?? 5) },
        ...(items.length > 0 ? { items } : {}),
      }),
    };
  };

const findIn = (world: YoutubeWorld, [ids, handle, name]: readonly (string | null)[], day: DayNumber): Channel[] => {
  if (ids !== null && ids !== undefined)
    return ids
      .split(',')
      .slice(0, 50)
      .flatMap((id) => world.byId(id) ?? []);
  const one = handle ? world.byHandle(handle, day) : world.byUserName(name ?? '');
  return one ? [one] : [];
};

const channelItem = (channel: Channel, day: DayNumber): Record<string, unknown> => {
  const { id, title, part, hash } = channel;
  const handle = handleOn(channel, day);
  const description = `${title} 채널입니다.\n문의: ${hash % 1000}@example.com`;
  const isHidden = part === 'hidden';
  return {
    kind: 'youtube#channel',
    etag: etagOf(`${id}${day}`),
    id,
    snippet: {
      title,
      description,
      customUrl: handle === null ? userNameOf(channel)!.slice(0, -3) : `@${handle.toLowerCase()}`,
      publishedAt: `${dayText(channel.debut - 10)}T03:04:05${hash % 2 === 0 ? '.678901' : ''}Z`,
      thumbnails: thumbnails(`https://yt3.ggpht.com/ytc/${id}`, ['=s88', '=s240', '=s800'], [88, 240, 800]),
      localized: { title, description },
      ...(hash % 4 === 0 ? {} : { country: 'KR' }),
    },
    contentDetails: { relatedPlaylists: { likes: '', uploads: `UU${id.slice(2)}` } },
    statistics: {
      viewCount: String(channelViewsOn(channel, day)),
      subscriberCount: isHidden ? '0' : String(roundedDown(subscribersOn(channel, day))),
      hiddenSubscriberCount: isHidden,
      videoCount: String(videosOn(channel, day)),
    },
    status: { privacyStatus: 'public', isLinked: true, longUploadsStatus: 'longUploadsUnspecified', madeForKids: false },
    brandingSettings: {
      channel: { title, description, keywords: `${title} 일상`, country: 'KR' },
      image: { bannerExternalUrl: `https://yt3.googleusercontent.com/${id}` },
    },
  };
};
