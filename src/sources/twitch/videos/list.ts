import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, queryOf, wireCount, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { helix, helixLimit, helixParser, helixRequest, wirePaged } from '../helix.ts';
import { imageUrl, onceEach, platform, secondsOf, text, wireUserId } from '../shape.ts';

const row = z.object({
  id: wireUserId,
  user_id: wireUserId,
  user_login: wireText,
  stream_id: wireText,
  title: wireText,
  description: wireText,
  created_at: wireText,
  published_at: wireText,
  url: wireText,
  thumbnail_url: wireText,
  viewable: wireText,
  view_count: wireCount,
  language: wireText,
  type: wireText,
  duration: wireText,
});
type VideoRow = z.infer<typeof row>;
const readRows = rowReader<VideoRow>(row);

/** In the words all platforms share; a type unknown today keeps its own name. */
const types: Readonly<Record<string, string>> = { archive: 'live-archive', upload: 'video', highlight: 'highlight' };

const postOf = (video: VideoRow): ParsedRecord => ({
  kind: 'post',
  platform,
  id: video.id,
  parentId: video.user_id,
  fields: given({
    title: text(video.title),
    description: text(video.description),
    url: text(video.url),
    imageUrl: imageUrl(video.thumbnail_url),
    publishedAt: instantOf(video.published_at),
    createdAt: instantOf(video.created_at),
    durationSeconds: video.duration ? secondsOf(video.duration) : null,
    type: video.type ? (Object.hasOwn(types, video.type) ? types[video.type]! : video.type) : null,
    language: text(video.language),
    channel: text(video.user_login),
    visibility: text(video.viewable),
    // Highlights were recorded with a "1" that is no stream.
    streamId: video.stream_id && video.stream_id.length > 1 ? video.stream_id : null,
  }),
  counts: { views: exactOrMissing(video.view_count) },
});

const unknownDurations = (rows: readonly (VideoRow | null)[]): Misfit[] =>
  rows.flatMap((video, at) =>
    video?.duration && secondsOf(video.duration) === null
      ? [misfit(`data[${at}].duration`, 'an unknown way to write a duration', video.duration)]
      : [],
  );

const read = (payload: unknown, url: string): Parsed => {
  const parsed = wirePaged.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const records = onceEach(rows.filter((video) => video !== null).map(postOf));
  const quarantined = [
    ...misfits,
    ...absentEverywhere(rows, 'data', ['title', 'url', 'published_at', 'view_count', 'type', 'duration']),
    ...unknownDurations(rows),
  ];
  const { pagination } = parsed.data;
  if (!pagination) quarantined.push(misfit('pagination', 'absent', null));
  const query = queryOf(url);
  const after = pagination?.cursor;
  // The cursor goes back untouched. A page that points at itself, or has no rows, is the end.
  const user = query.get('user_id') ?? records[0]?.parentId;
  const next = after && user && rows.length > 0 && after !== query.get('after') ? { user, after } : null;
  return { outcome: pagination ? outcomeOf(records, misfits) : 'changed-shape', records, quarantined, next };
};

/** The videos of one channel, newest first: archives of streams, highlights and uploads. */
export const list: Endpoint = {
  ...helix,
  name: 'list',
  evidence: 'recorded',
  request: ({ user = '', after = '' }, values, token) =>
    helixRequest('videos', { user_id: user, first: helixLimit, sort: 'time', after }, values, token),
  parse: helixParser((payload, { request }) => read(payload, request.url)),
};
