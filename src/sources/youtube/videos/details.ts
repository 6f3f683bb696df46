import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Counts, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, wireFlag, wireText } from '../../fields.ts';
import { misfit } from '../../misfit.ts';
import { absentEverywhere, rowReader } from '../../rows.ts';
import { absentInPart, dataApi, listParser, listRequest, missingFrom } from '../api.ts';
import type { WireList } from '../api.ts';
import { hashtagsIn, listIn, pictureOf, platform, secondsOf, text, wireName, wireNumber, wirePictures } from '../shape.ts';

const row = z.object({
  id: wireName,
  snippet: z
    .object({
      title: wireText,
      description: wireText,
      channelId: wireName.nullish(),
      channelTitle: wireText,
      publishedAt: wireText,
      thumbnails: wirePictures,
      tags: z.array(z.string()).nullish(),
      categoryId: wireText,
      liveBroadcastContent: wireText,
      defaultLanguage: wireText,
      defaultAudioLanguage: wireText,
    })
    .nullish(),
  contentDetails: z.object({ duration: wireText, definition: wireText, caption: wireText, licensedContent: wireFlag }).nullish(),
  statistics: z.object({ viewCount: wireNumber, likeCount: wireNumber, commentCount: wireNumber }).nullish(),
  status: z.object({ privacyStatus: wireText, madeForKids: wireFlag }).nullish(),
  liveStreamingDetails: z
    .object({ actualStartTime: wireText, actualEndTime: wireText, scheduledStartTime: wireText, concurrentViewers: wireNumber })
    .nullish(),
});
type VideoRow = z.infer<typeof row>;
const readRows = rowReader<VideoRow>(row);

const parts = ['snippet', 'contentDetails', 'statistics', 'status', 'liveStreamingDetails'] as const;

/** A premiere has the marks of a broadcast. Which videos are Shorts the interface does not say. */
const typeOf = ({ snippet, liveStreamingDetails }: VideoRow): string | undefined => {
  const now = snippet?.liveBroadcastContent;
  if (now === 'live' || now === 'upcoming') return now;
  if (liveStreamingDetails) return 'live-archive';
  return now === 'none' ? 'video' : undefined;
};

const captionOf = (caption: string | null | undefined): boolean | undefined =>
  caption === 'true' ? true : caption === 'false' ? false : undefined;

const postOf = (video: VideoRow, isAsked: boolean): ParsedRecord => {
  const { id, snippet, contentDetails, status, liveStreamingDetails: live } = video;
  return {
    kind: 'post',
    platform,
    id,
    ...(snippet?.channelId ? { parentId: snippet.channelId } : {}),
    fields: given({
      title: text(snippet?.title),
      description: text(snippet?.description),
      url: `https://www.youtube.com/watch?v=${id}`,
      imageUrl: pictureOf(snippet?.thumbnails),
      publishedAt: instantOf(snippet?.publishedAt),
      durationSeconds: secondsOf(contentDetails?.duration),
      hashtags: snippet ? hashtagsIn(snippet.title, snippet.description) : undefined,
      tags: snippet?.tags,
      type: typeOf(video),
      language: text(snippet?.defaultAudioLanguage) ?? text(snippet?.defaultLanguage),
      channelTitle: text(snippet?.channelTitle),
      categoryId: text(snippet?.categoryId),
      definition: text(contentDetails?.definition),
      captions: captionOf(contentDetails?.caption),
      licensed: contentDetails?.licensedContent,
      state: text(status?.privacyStatus),
      madeForKids: status?.madeForKids,
      liveStartedAt: instantOf(live?.actualStartTime),
      liveEndedAt: instantOf(live?.actualEndTime),
      scheduledAt: instantOf(live?.scheduledStartTime),
    }),
    counts: countsOf(video, isAsked),
  };
};

/** Likes are left out where the owner hides them, comments where they are closed. */
const countsOf = ({ statistics, liveStreamingDetails }: VideoRow, isAsked: boolean): Counts => {
  const viewers = liveStreamingDetails?.concurrentViewers;
  return {
    ...(statistics || isAsked
      ? {
          views: exactOrMissing(statistics?.viewCount),
          likes: exactOrMissing(statistics?.likeCount),
          comments: exactOrMissing(statistics?.commentCount),
        }
      : {}),
    ...(typeof viewers === 'number' ? { viewers: exactOrMissing(viewers) } : {}),
  };
};

const silent = (rows: readonly (VideoRow | null)[], asked: ReadonlySet<string>): Misfit[] => [
  ...absentEverywhere(
    rows,
    'items',
    (['snippet', 'contentDetails', 'statistics'] as const).filter((part) => asked.has(part)),
  ),
  ...absentInPart(
    rows.map((video) => video?.snippet),
    'snippet',
    ['title', 'channelId', 'publishedAt'],
  ),
  // Likes and comments may rightly be closed in all of them.
  ...absentInPart(
    rows.map((video) => video?.statistics),
    'statistics',
    ['viewCount'],
  ),
  ...rows.flatMap((video, at) => {
    const duration = video?.contentDetails?.duration;
    return duration && secondsOf(duration) === null && !/^P(?:T?0[DS])?$/.test(duration)
      ? [misfit(`items[${at}].contentDetails.duration`, 'an unknown way to write a duration', duration)]
      : [];
  }),
];

const read = ({ items, nextPageToken }: WireList, url: string): Parsed => {
  const { rows, misfits } = readRows(items, 'items');
  const asked = new Set(listIn(url, 'part'));
  const videos = new Map(rows.filter((each) => each !== null).map((each) => [each.id, each]));
  const records = [...videos.values()].map((video) => postOf(video, asked.has('statistics')));
  return {
    outcome: outcomeOf(records, misfits),
    records,
    quarantined: [...misfits, ...silent(rows, asked)],
    next: null,
    ...missingFrom(listIn(url, 'id'), records, misfits.length === 0 && nextPageToken === null),
  };
};

const parseList = listParser('youtube#videoListResponse', (list, { request }) => read(list, request.url));

/** Up to 50 videos by their ids, with their figures. Deleted ones are left out; what is said of some of them is no word about their channel. */
export const details: Endpoint = {
  ...dataApi,
  name: 'details',
  evidence: 'recorded',
  request: ({ id = [] }, values) => listRequest('videos', { part: parts.join(','), id: [id].flat().join(',') }, values),
  parse: (exchange) => {
    const parsed = parseList(exchange);
    const isOfOne = exchange.status >= 400 && (parsed.outcome === 'gone' || parsed.outcome === 'private');
    return isOfOne ? { ...parsed, outcome: 'refused' } : parsed;
  },
};
