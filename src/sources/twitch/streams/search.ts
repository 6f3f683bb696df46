import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, wireFlag, wireText } from '../../fields.ts';
import { channelList } from '../channel-list.ts';
import { helix, helixLimit, helixParser, helixRequest } from '../helix.ts';
import { channelRecord, imageUrl, text, wireUserId } from '../shape.ts';

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

/** Channels found by a word, for reading saved answers: no run asks for them. */
export const search: Endpoint = {
  ...helix,
  name: 'search',
  evidence: 'recorded',
  request: ({ query = '' }, values, token) => helixRequest('search/channels', { query, first: helixLimit }, values, token),
  parse: helixParser(channelList(row, channelOf, ['broadcaster_login', 'display_name', 'is_live'])),
};
