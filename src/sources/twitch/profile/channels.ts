import { z } from 'zod';
import type { ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, wireFlag, wireText } from '../../fields.ts';
import { channelList } from '../channel-list.ts';
import { helix, helixParser, helixRequest } from '../helix.ts';
import { channelRecord, text, wireUserId } from '../shape.ts';

const row = z.object({
  broadcaster_id: wireUserId,
  broadcaster_login: wireText,
  broadcaster_name: wireText,
  broadcaster_language: wireText,
  game_name: wireText,
  title: wireText,
  tags: z.array(z.string()).nullish(),
  content_classification_labels: z.array(z.string()).nullish(),
  is_branded_content: wireFlag,
});
type ChannelRow = z.infer<typeof row>;

const channelOf = (channel: ChannelRow): ParsedRecord =>
  channelRecord(channel.broadcaster_id, channel.broadcaster_login, {
    fields: given({
      title: text(channel.broadcaster_name),
      language: text(channel.broadcaster_language),
      // What the broadcaster has set for the next stream, or the one that is on; `liveTitle` is told only while it is.
      streamTitle: text(channel.title),
      streamCategory: text(channel.game_name),
      tags: channel.tags,
      contentLabels: channel.content_classification_labels,
      brandedContent: channel.is_branded_content,
    }),
  });

/** What broadcasters have set for their channels: language, title, category. */
export const channels: Endpoint = {
  ...helix,
  name: 'channels',
  evidence: 'recorded',
  request: ({ id = [] }, values, token) => helixRequest('channels', { broadcaster_id: id }, values, token),
  parse: helixParser(channelList(row, channelOf, ['broadcaster_login', 'broadcaster_language', 'title', 'game_name'])),
};
