import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, outcomeOf, queryOf, wireCount, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, leavesOutAll, nobodyOf, rowReader } from '../../rows.ts';
import { chzzkParser, refusalOf } from '../answer.ts';
import { channelUrl, imageUrl, openLane, platform } from '../shape.ts';

const wireContent = z.object({ data: z.array(z.unknown()) });
const row = z.object({
  channelId: z.string().min(1),
  channelName: wireText,
  channelImageUrl: wireText,
  followerCount: wireCount,
  verifiedMark: wireFlag,
});
type ChannelRow = z.infer<typeof row>;
const readRows = rowReader<ChannelRow>(row);

const recordOf = ({ channelId, channelName, channelImageUrl, followerCount, verifiedMark }: ChannelRow): ParsedRecord => {
  const id = channelId.toLowerCase();
  return {
    kind: 'channel',
    platform,
    id,
    fields: given({ title: channelName, url: channelUrl(id), imageUrl: imageUrl(channelImageUrl), verified: verifiedMark }),
    counts: { followers: exactOrMissing(followerCount) },
  };
};

const read = (content: unknown, url: string): Parsed => {
  const parsed = wireContent.safeParse(content);
  if (!parsed.success) return nothing('changed-shape', [misfit('content', firstReason(parsed.error), content)]);
  const { rows, misfits } = readRows(parsed.data.data, 'content.data');
  const good = rows.filter((each) => each !== null);
  const records = [...new Map(good.map((each) => [each.channelId.toLowerCase(), recordOf(each)])).values()];
  // An id that the interface does not know is left out without a word. Beside a row that could not be read, nobody knows which one is.
  const found = new Set(records.map(({ id }) => id));
  const missing = misfits.length > 0 ? [] : askedIn(url).filter((id) => !found.has(id));
  if (leavesOutAll(missing, rows)) return nobodyOf(missing);
  return {
    outcome: outcomeOf(records, misfits),
    records,
    quarantined: [...misfits, ...absentEverywhere(rows, 'content.data', ['channelName', 'followerCount', 'verifiedMark'])],
    next: null,
    ...(missing.length > 0 ? { missing } : {}),
  };
};

const askedIn = (url: string): string[] =>
  queryOf(url)
    .getAll('channelIds')
    .flatMap((ids) => ids.split(','))
    .filter((id) => id !== '');

/** Channels asked for at once, by the documentation. */
export const channelsPerCall = 20;

/** Names of the settings that hold the application's key. */
export const openKeys = ['CHZZK_CLIENT_ID', 'CHZZK_CLIENT_SECRET'] as const;

/** The official interface: name, picture and followers of 20 channels a call, for those who have registered an application. */
export const openChannels: Endpoint = {
  name: 'open-channels',
  evidence: 'documented',
  method: 'api',
  lane: openLane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  needs: openKeys,
  official: true,
  request: ({ ids }, values) => ({
    url: `https://openapi.chzzk.naver.com/open/v1/channels?channelIds=${(ids as readonly string[]).join(',')}`,
    headers: { 'Client-Id': values[openKeys[0]] ?? '', 'Client-Secret': values[openKeys[1]] ?? '' },
  }),
  // Whom it does not know it leaves out of a 200: a refusal is about the call, and not about 20 channels.
  refusal: refusalOf('refused'),
  parse: chzzkParser('refused', (content, { request }) => read(content, request.url)),
};
