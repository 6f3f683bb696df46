import { z } from 'zod';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { helix, helixLimit, helixParser, helixRequest, wireData } from '../helix.ts';
import { channelRecord, imageUrl, onceEach, text, wireUserId } from '../shape.ts';

const row = z.object({
  id: wireUserId,
  broadcaster_login: wireText,
  display_name: wireText,
  broadcaster_language: wireText,
  game_name: wireText,
  is_live: wireFlag,
  started_at: wireText,
  tags: z.array(z.string()).nullish(),
  thumbnail_url: wireText,
  title: wireText,
});
type FoundRow = z.infer<typeof row>;
const readRows = rowReader<FoundRow>(row);

const channelOf = (found: FoundRow): ParsedRecord =>
  channelRecord(found.id, found.broadcaster_login, {
    fields: given({
      title: text(found.display_name),
      language: text(found.broadcaster_language),
      imageUrl: imageUrl(found.thumbnail_url),
      streamTitle: text(found.title),
      streamCategory: text(found.game_name),
      tags: found.tags,
      live: found.is_live,
      // Empty for whoever is off the air.
      liveStartedAt: instantOf(found.started_at),
    }),
  });

const read = (payload: unknown): Parsed => {
  const parsed = wireData.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const records = onceEach(rows.filter((found) => found !== null).map(channelOf));
  const quarantined = [...misfits, ...absentEverywhere(rows, 'data', ['broadcaster_login', 'display_name', 'is_live'])];
  return { outcome: outcomeOf(records, misfits), records, quarantined, next: null };
};

/** Channels found by a word, for reading saved answers: no run asks for them. */
export const search: Endpoint = {
  ...helix,
  name: 'search',
  evidence: 'recorded',
  request: ({ query = '' }, values, token) => helixRequest('search/channels', { query, first: helixLimit }, values, token),
  parse: helixParser(read),
};
