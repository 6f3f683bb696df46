import { isoOf } from '../../domain/index.ts';
import { noonOf } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { mix } from '../random.ts';
import { jsonWire, queryValue } from '../wire.ts';
import { missingParameter, refusalAnswer } from './access.ts';
import { videoFiguresOn } from './figures.ts';
import { partsOf, pick, publishedAt, videoThumbnails } from './wire.ts';
import { descriptionWords, tagWords, videoTitleWords } from './words.ts';
import { etagOf, fateOn, isBanned, videosOn } from './world.ts';
import type { Video, YoutubeWorld } from './world.ts';

const tooMany = refusalAnswer(400, 'invalidFilters', 'The request specifies too many ids.', 'youtube.parameter');

/** Videos by their ids. Those that are not there, and those nobody may see, are left out without a word. */
export const createVideos =
  (world: () => YoutubeWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const parts = partsOf(query);
    if (parts.length === 0) return missingParameter('part');
    const ids = queryValue(query, 'id')?.split(',');
    if (!ids) return missingParameter('filter');
    if (ids.length > 50) return tooMany;
    const found = [...new Set(ids)].flatMap((id) => world().videoById(id) ?? []).filter((video) => isShown(video, day));
    return {
      body: jsonWire({
        kind: 'youtube#videoListResponse',
        etag: etagOf(`${query}${day}`),
        items: found.map((video) => pick(videoItem(video, day), parts)),
        pageInfo: { totalResults: found.length, resultsPerPage: found.length },
      }),
    };
  };

const isShown = (video: Video, day: DayNumber): boolean =>
  video.number < videosOn(video.channel, day) && fateOn(video, day) === 'shown' && !isBanned(video.channel, day);

/** The newest of the channel on air is live, the one before is over, and the third is announced. */
const broadcastOf = ({ channel, number }: Video, day: DayNumber): 'live' | 'none' | 'upcoming' | null => {
  if (channel.part !== 'on-air') return null;
  const back = videosOn(channel, day) - 1 - number;
  return back === 0 ? 'live' : back === 1 ? 'upcoming' : 'none';
};

const duration = (hash: number): string => {
  const seconds = 20 + (mix(hash, 71) % 5000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest ? `${rest}S` : ''}`;
};

const videoItem = (video: Video, day: DayNumber): Record<string, unknown> => {
  const { channel, id, hash, number } = video;
  const title = videoTitleWords(hash, number);
  const description = descriptionWords(hash);
  const broadcast = broadcastOf(video, day);
  const { views, likes, comments } = videoFiguresOn(video, day);
  const at = publishedAt(video);
  const isOpen = channel.part !== 'shy';
  return {
    kind: 'youtube#video',
    etag: etagOf(`${id}${day}`),
    id,
    snippet: {
      publishedAt: at,
      channelId: channel.id,
      title,
      description,
      thumbnails: videoThumbnails(video),
      channelTitle: channel.title,
      ...(hash % 5 === 0 ? {} : { tags: tagWords(hash) }),
      categoryId: String(20 + (hash % 8)),
      liveBroadcastContent: broadcast ?? 'none',
      localized: { title, description },
      ...(hash % 7 === 0 ? {} : { defaultAudioLanguage: 'ko' }),
    },
    contentDetails: {
      duration: broadcast === 'live' || broadcast === 'upcoming' ? 'P0D' : duration(hash),
      dimension: '2d',
      definition: 'hd',
      caption: hash % 3 === 0 ? 'true' : 'false',
      licensedContent: hash % 2 === 0,
      contentRating: {},
      projection: 'rectangular',
    },
    status: {
      uploadStatus: 'processed',
      privacyStatus: 'public',
      license: 'youtube',
      embeddable: true,
      publicStatsViewable: isOpen,
      madeForKids: false,
    },
    statistics: {
      viewCount: String(views),
      ...(isOpen ? { likeCount: String(likes) } : {}),
      favoriteCount: '0',
      ...(isOpen ? { commentCount: String(comments) } : {}),
    },
    liveStreamingDetails: liveDetails(broadcast, day, views),
  };
};

const liveDetails = (broadcast: 'live' | 'none' | 'upcoming' | null, day: DayNumber, views: number): object | undefined => {
  const at = (hours: number): string => isoOf(noonOf(day) + hours * 3_600_000).replace('.000Z', 'Z');
  if (broadcast === 'live') return { actualStartTime: at(-2), concurrentViewers: String(100 + (views % 900)) };
  if (broadcast === 'upcoming') return { scheduledStartTime: at(24) };
  return broadcast === 'none' ? { actualStartTime: at(-30), actualEndTime: at(-27) } : undefined;
};
