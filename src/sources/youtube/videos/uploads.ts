import { z } from 'zod';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, queryOf, wireText } from '../../fields.ts';
import { rowReader } from '../../rows.ts';
import { absentInPart, dataApi, listParser, listRequest } from '../api.ts';
import type { WireList } from '../api.ts';
import { pictureOf, platform, text, wireName, wirePictures } from '../shape.ts';

const row = z.object({
  snippet: z.object({
    title: wireText,
    description: wireText,
    channelId: wireName.nullish(),
    videoOwnerChannelId: wireName.nullish(),
    channelTitle: wireText,
    thumbnails: wirePictures,
    resourceId: z.object({ videoId: wireName }),
  }),
  contentDetails: z.object({ videoPublishedAt: wireText }).nullish(),
  status: z.object({ privacyStatus: wireText }).nullish(),
});
type ItemRow = z.infer<typeof row>;
const readRows = rowReader<ItemRow>(row);

/**
 * What became of a video that is no longer shown: its place in the list stays for a while, under a title that is not its own. The status tells
 * them apart; the titles alone are known from others' code.
 */
const lostState = ({ snippet: { title }, status }: ItemRow): 'private' | 'deleted' | null => {
  const privacy = status?.privacyStatus;
  if (privacy) return privacy === 'private' ? 'private' : privacy === 'privacyStatusUnspecified' ? 'deleted' : null;
  return title === 'Private video' ? 'private' : title === 'Deleted video' ? 'deleted' : null;
};

/** Whether a video of the list can still be asked about. */
export const isShown = ({ fields }: ParsedRecord): boolean => fields['state'] !== 'private' && fields['state'] !== 'deleted';

const postOf = (item: ItemRow): ParsedRecord => {
  const { snippet, contentDetails, status } = item;
  const id = snippet.resourceId.videoId;
  const parentId = snippet.videoOwnerChannelId ?? snippet.channelId;
  const lost = lostState(item);
  return {
    kind: 'post',
    platform,
    id,
    ...(parentId ? { parentId } : {}),
    fields:
      lost !== null
        ? { state: lost }
        : given({
            title: text(snippet.title),
            description: text(snippet.description),
            url: `https://www.youtube.com/watch?v=${id}`,
            imageUrl: pictureOf(snippet.thumbnails),
            // When it was put into the list is another time.
            publishedAt: instantOf(contentDetails?.videoPublishedAt),
            channelTitle: text(snippet.channelTitle),
            state: text(status?.privacyStatus),
          }),
    counts: {},
  };
};

const read = ({ items, nextPageToken }: WireList, url: string): Parsed => {
  const { rows, misfits } = readRows(items, 'items');
  const records = [
    ...new Map(rows.filter((item) => item !== null).map((item) => [item.snippet.resourceId.videoId, postOf(item)])).values(),
  ];
  const quarantined = [
    ...misfits,
    ...absentInPart(
      rows.map((item) => item?.snippet),
      'snippet',
      ['title', 'channelId'],
    ),
  ];
  // A page that points at itself, or has no rows, is the end.
  const next = items.length > 0 && nextPageToken !== queryOf(url).get('pageToken') ? nextPageToken : null;
  return { outcome: outcomeOf(records, misfits), records, quarantined, next };
};

/**
 * The videos of a channel by its playlist of uploads, newest first: one unit a page, where a search costs a hundred. A playlist that is not there
 * is empty: whether the channel is gone is for its profile to say.
 */
export const uploads: Endpoint = {
  ...dataApi,
  name: 'uploads',
  evidence: 'recorded',
  request: ({ playlist = '', pageToken = '', size = '' }, values) =>
    listRequest(
      'playlistItems',
      { part: 'snippet,contentDetails,status', playlistId: String(playlist), maxResults: String(size), pageToken: String(pageToken) },
      values,
    ),
  parse: listParser('youtube#playlistItemListResponse', (list, { request }) => read(list, request.url)),
};
