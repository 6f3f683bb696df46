import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryNumber, queryValue } from '../wire.ts';
import { missingParameter, refusalAnswer } from './access.ts';
import { offsetIn, pageToken } from './ids.ts';
import { partsOf, pick, publishedAt, videoThumbnails } from './wire.ts';
import { descriptionWords, videoTitleWords } from './words.ts';
import { etagOf, fateOn, isBanned, videoOf, videosOn } from './world.ts';
import type { Video, YoutubeWorld } from './world.ts';

const notFound = refusalAnswer(
  404,
  'playlistNotFound',
  "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.",
  'youtube.playlistItem',
);
const badToken = refusalAnswer(400, 'invalidPageToken', 'The request specifies an invalid page token.', 'youtube.parameter');

/** The uploads of a channel, newest first. A video that is no longer shown keeps its place, under a title that is not its own. */
export const createPlaylistItems =
  (world: () => YoutubeWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const parts = partsOf(query);
    if (parts.length === 0) return missingParameter('part');
    const playlist = queryValue(query, 'playlistId');
    if (playlist === null) return missingParameter('filter');
    const channel = playlist.startsWith('UU') ? world().byId(`UC${playlist.slice(2)}`) : undefined;
    const total = channel && !isBanned(channel, day) ? videosOn(channel, day) : 0;
    if (!channel || total === 0) return notFound;
    const token = queryValue(query, 'pageToken');
    const offset = token === null ? 0 : offsetIn(token);
    if (offset === null) return badToken;
    const size = Math.min(50, Math.max(0, queryNumber(query, 'maxResults', 5)));
    const from = offset === 0 ? 0 : Math.max(0, offset - shift);
    const places = Array.from({ length: Math.max(0, Math.min(size, total - from)) }, (_, n) => from + n);
    return {
      body: jsonWire({
        kind: 'youtube#playlistItemListResponse',
        etag: etagOf(`${query}${day}`),
        ...(offset + size < total ? { nextPageToken: pageToken(offset + size) } : {}),
        ...(offset > 0 ? { prevPageToken: pageToken(Math.max(0, offset - size)) } : {}),
        items: places.map((place) => pick(itemOf(videoOf(channel, total - 1 - place), place, day), parts)),
        pageInfo: { totalResults: total, resultsPerPage: size },
      }),
    };
  };

const itemOf = (video: Video, position: number, day: number): Record<string, unknown> => {
  const { channel, id, hash, number } = video;
  const fate = fateOn(video, day);
  const at = publishedAt(video);
  const shown = { title: videoTitleWords(hash, number), description: descriptionWords(hash), thumbnails: videoThumbnails(video) };
  const lost = {
    private: { title: 'Private video', description: 'This video is private.', thumbnails: {} },
    deleted: { title: 'Deleted video', description: 'This video is unavailable.', thumbnails: {} },
  };
  return {
    kind: 'youtube#playlistItem',
    etag: etagOf(`${id}${day}`),
    id: Buffer.from(`UU${channel.id.slice(2)}.${id}`).toString('base64url'),
    snippet: {
      publishedAt: at,
      channelId: channel.id,
      ...(fate === 'shown' ? shown : lost[fate]),
      channelTitle: channel.title,
      playlistId: `UU${channel.id.slice(2)}`,
      position,
      resourceId: { kind: 'youtube#video', videoId: id },
      ...(fate === 'shown' ? { videoOwnerChannelTitle: channel.title, videoOwnerChannelId: channel.id } : {}),
    },
    contentDetails: { videoId: id, ...(fate === 'shown' ? { videoPublishedAt: at } : {}) },
    status: { privacyStatus: { shown: 'public', private: 'private', deleted: 'privacyStatusUnspecified' }[fate] },
  };
};
