import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Counts, Json, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import { given, instantOf, outcomeOf, wireFlag, wireText } from '../../fields.ts';
import { absentEverywhere, leavesOutAll, nobodyOf, rowReader } from '../../rows.ts';
import { absentInPart, missingFrom } from '../api.ts';
import type { WireList } from '../api.ts';
import { handleTarget, listIn, pictureOf, platform, subscribersOf, text, wireName, wireNumber, wirePictures } from '../shape.ts';

const row = z.object({
  id: wireName,
  snippet: z
    .object({
      title: wireText,
      description: wireText,
      customUrl: wireText,
      publishedAt: wireText,
      thumbnails: wirePictures,
      defaultLanguage: wireText,
      country: wireText,
    })
    .nullish(),
  statistics: z
    .object({ viewCount: wireNumber, subscriberCount: wireNumber, hiddenSubscriberCount: wireFlag, videoCount: wireNumber })
    .nullish(),
  contentDetails: z.object({ relatedPlaylists: z.object({ uploads: wireText }).nullish() }).nullish(),
  brandingSettings: z
    .object({
      channel: z
        .object({ title: wireText, description: wireText, keywords: wireText, country: wireText, defaultLanguage: wireText })
        .nullish(),
      image: z.object({ bannerExternalUrl: wireText }).nullish(),
    })
    .nullish(),
  status: z.object({ privacyStatus: wireText, madeForKids: wireFlag }).nullish(),
});
type ChannelRow = z.infer<typeof row>;
const readRows = rowReader<ChannelRow>(row);

/** What is asked of every channel. Parts cost nothing. */
export const parts = ['snippet', 'contentDetails', 'statistics', 'brandingSettings', 'status'] as const;

const fieldsOf = ({ id, snippet, contentDetails, brandingSettings, status }: ChannelRow): Record<string, Json> => {
  const branding = brandingSettings?.channel;
  const login = text(snippet?.customUrl)?.replace(/^@/, '');
  return given({
    login,
    title: text(snippet?.title) ?? text(branding?.title),
    description: text(snippet?.description) ?? text(branding?.description),
    url: snippet?.customUrl?.startsWith('@') ? `https://www.youtube.com/@${login}` : `https://www.youtube.com/channel/${id}`,
    imageUrl: pictureOf(snippet?.thumbnails),
    bannerUrl: text(brandingSettings?.image?.bannerExternalUrl),
    country: text(snippet?.country) ?? text(branding?.country),
    language: text(snippet?.defaultLanguage) ?? text(branding?.defaultLanguage),
    keywords: text(branding?.keywords),
    createdAt: instantOf(snippet?.publishedAt),
    state: text(status?.privacyStatus),
    madeForKids: status?.madeForKids,
    uploads: text(contentDetails?.relatedPlaylists?.uploads),
  });
};

/** Subscribers count only where the channel is said not to hide them: of one that does, some answers say 0. */
const countsOf = ({ statistics }: ChannelRow, isAsked: boolean): Counts => {
  if (!statistics) return isAsked ? { followers: null, posts: null, views: null } : {};
  const { subscriberCount, hiddenSubscriberCount, videoCount, viewCount } = statistics;
  const isShown = hiddenSubscriberCount === false && typeof subscriberCount === 'number';
  return {
    followers: isShown ? subscribersOf(subscriberCount) : null,
    posts: exactOrMissing(videoCount),
    views: exactOrMissing(viewCount),
  };
};

/**
 * The name a channel was found by: what was asked for, where it was asked by name, else its handle. Before there were handles `customUrl` was a
 * name of the channel's choice, by which it cannot be asked for.
 */
const nameOf = ({ snippet }: ChannelRow, askedName: string | null): string | undefined =>
  askedName ?? (snippet?.customUrl?.startsWith('@') ? handleTarget(snippet.customUrl) : undefined);

/** Which parts and metrics that were asked for have fallen silent. A saved answer without its address was asked for nothing we know of. */
const silent = (rows: readonly (ChannelRow | null)[], asked: ReadonlySet<string>): Misfit[] => {
  const statistics = rows.map((each) => each?.statistics);
  const shown = statistics.map((each) => (each?.hiddenSubscriberCount === true ? null : each));
  const expected = (['snippet', 'statistics', 'contentDetails'] as const).filter((part) => asked.has(part));
  return [
    ...absentEverywhere(rows, 'items', expected),
    ...absentInPart(statistics, 'statistics', ['viewCount', 'videoCount', 'hiddenSubscriberCount']),
    ...absentInPart(shown, 'statistics', ['subscriberCount']),
    ...absentInPart(
      rows.map((each) => each?.snippet),
      'snippet',
      ['title', 'publishedAt'],
    ),
  ];
};

/** Channels of an answer. `askedName`: the name by which the one channel was asked for, if it was. */
export const readChannels = ({ items, nextPageToken }: WireList, url: string, askedName: string | null): Parsed => {
  const { rows, misfits } = readRows(items, 'items');
  const asked = new Set(listIn(url, 'part'));
  const channels = new Map(rows.filter((each) => each !== null).map((each) => [each.id, each]));
  const records = [...channels.values()].map((channel): ParsedRecord => {
    const name = nameOf(channel, askedName);
    return {
      kind: 'channel',
      platform,
      id: channel.id,
      ...(name === undefined ? {} : { name }),
      fields: fieldsOf(channel),
      counts: countsOf(channel, asked.has('statistics')),
    };
  });
  const isWhole = misfits.length === 0 && nextPageToken === null;
  const ids = askedName === null ? listIn(url, 'id') : [];
  if (leavesOutAll(ids, rows)) return nobodyOf(ids);
  const missing =
    askedName === null ? missingFrom(ids, records, isWhole) : records.length === 0 && misfits.length === 0 ? { missing: [askedName] } : {};
  return {
    outcome: outcomeOf(records, misfits),
    records,
    quarantined: [...misfits, ...silent(rows, asked)],
    next: null,
    ...missing,
  };
};

export const channelList = 'youtube#channelListResponse';
