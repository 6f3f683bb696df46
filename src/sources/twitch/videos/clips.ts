import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, wireCount, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { helix, helixLimit, helixParser, helixRequest, wireData } from '../helix.ts';
import { onceEach, platform, text, wireUserId } from '../shape.ts';

const row = z.object({
  id: z.string().regex(/^[\w-]{1,200}$/),
  url: wireText,
  broadcaster_id: wireUserId,
  video_id: wireText,
  language: wireText,
  title: wireText,
  view_count: wireCount,
  created_at: wireText,
  thumbnail_url: wireText,
  duration: z.number().nonnegative().nullish(),
});
type ClipRow = z.infer<typeof row>;
const readRows = rowReader<ClipRow>(row);

const postOf = (clip: ClipRow): ParsedRecord => ({
  kind: 'post',
  platform,
  id: clip.id,
  parentId: clip.broadcaster_id,
  fields: given({
    title: text(clip.title),
    url: text(clip.url),
    imageUrl: text(clip.thumbnail_url),
    publishedAt: instantOf(clip.created_at),
    durationSeconds: clip.duration,
    type: 'clip',
    language: text(clip.language),
    videoId: text(clip.video_id),
  }),
  counts: { views: exactOrMissing(clip.view_count) },
});

const read = (payload: unknown): Parsed => {
  const parsed = wireData.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), '(not quoted: it may name people)')]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const records = onceEach(rows.filter((clip) => clip !== null).map(postOf));
  const quarantined = [...misfits, ...absentEverywhere(rows, 'data', ['title', 'url', 'created_at', 'view_count'])];
  return { outcome: outcomeOf(records, misfits), records, quarantined, next: null };
};

/** Clips that viewers have cut, for reading saved answers: no run asks for them. Who cut them is nobody's business. */
export const clips: Endpoint = {
  ...helix,
  name: 'clips',
  evidence: 'recorded',
  privateFields: ['data[].creator_id', 'data[].creator_name'],
  request: ({ user = '' }, values, token) => helixRequest('clips', { broadcaster_id: user, first: helixLimit }, values, token),
  parse: helixParser(read, { private: true }),
};
