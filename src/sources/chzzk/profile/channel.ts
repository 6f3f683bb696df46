import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, wireCount, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { apiUrl, chzzkParser, refusalOf, siteHeaders } from '../answer.ts';
import { channelUrl, imageUrl, lane, platform } from '../shape.ts';

const wireChannel = z.object({
  channelId: z.string().min(1).nullable(),
  channelName: wireText,
  channelImageUrl: wireText,
  channelDescription: wireText,
  channelType: wireText,
  verifiedMark: wireFlag,
  followerCount: wireCount,
  openLive: wireFlag,
  personalData: z.object({ privateUserBlock: wireFlag }).nullish(),
});

const read = (content: unknown): Parsed => {
  if (content === null) return nothing('gone', [], 'Chzzk has no such channel: the content is null');
  const parsed = wireChannel.safeParse(content);
  if (!parsed.success) return nothing('changed-shape', [misfit('content', firstReason(parsed.error), content)]);
  const channel = parsed.data;
  // A channel that does not exist is answered with 200, a name that says "unknown", and 0 followers: none of it is about anybody.
  if (channel.channelId === null) return nothing('gone', [], 'Chzzk has no such channel: its id is null');
  const id = channel.channelId.toLowerCase();
  const fields = given({
    title: channel.channelName,
    description: channel.channelDescription || null,
    url: channelUrl(id),
    imageUrl: imageUrl(channel.channelImageUrl),
    verified: channel.verifiedMark,
    type: channel.channelType?.toLowerCase(),
    state: channel.personalData?.privateUserBlock ? 'blocked' : null,
    live: channel.openLive,
  });
  return {
    outcome: 'ok',
    records: [{ kind: 'channel', platform, id, fields, counts: { followers: exactOrMissing(channel.followerCount) } }],
    quarantined: absentIn(channel, 'content', ['channelName', 'followerCount', 'verifiedMark']),
    next: null,
  };
};

/** One channel, as the pages of the site ask for it. */
export const channel: Endpoint = {
  name: 'channel',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ id }) => ({ url: apiUrl(`/service/v1/channels/${String(id)}`), headers: siteHeaders }),
  refusal: refusalOf('gone'),
  parse: chzzkParser('gone', read),
};
