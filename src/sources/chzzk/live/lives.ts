import { z } from 'zod';
import type { Json, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, outcomeOf, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { apiUrl, chzzkParser, refusalOf, siteHeaders } from '../answer.ts';
import { channelUrl, imageUrl, lane } from '../shape.ts';
import { onAir, wireLive } from './state.ts';

const wireContent = z.object({ data: z.array(z.unknown()), page: z.unknown().optional() });
/** Null after the last page. */
const wirePage = z
  .object({ next: z.object({ concurrentUserCount: z.int().nonnegative(), liveId: z.int().positive() }).nullable() })
  .nullable();

const row = wireLive.extend({
  channel: z.object({ channelId: z.string().min(1), channelName: wireText, channelImageUrl: wireText, verifiedMark: wireFlag }),
});
type LiveRow = z.infer<typeof row>;
const readRows = rowReader<LiveRow>(row);

const recordOf = ({ channel, ...live }: LiveRow): ParsedRecord => {
  const id = channel.channelId.toLowerCase();
  const about = given({
    title: channel.channelName,
    url: channelUrl(id),
    imageUrl: imageUrl(channel.channelImageUrl),
    verified: channel.verifiedMark,
  });
  return onAir(id, live, about);
};

const read = (content: unknown): Parsed => {
  const parsed = wireContent.safeParse(content);
  if (!parsed.success) return nothing('changed-shape', [misfit('content', firstReason(parsed.error), content)]);
  const { rows, misfits } = readRows(parsed.data.data, 'content.data');
  const good = rows.filter((each) => each !== null);
  // Ordered by viewers, who change while it is read: a channel can stand on two pages, and by a shift twice on one.
  const records = [...new Map(good.map((each) => [each.channel.channelId.toLowerCase(), recordOf(each)])).values()];
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'content.data', ['liveTitle', 'concurrentUserCount', 'openDate'])];
  const page = wirePage.safeParse(parsed.data.page);
  if (!page.success) {
    quarantined.push(misfit('content.page', firstReason(page.error), parsed.data.page ?? null));
    return { outcome: 'changed-shape', records, quarantined, next: null };
  }
  const after = page.data?.next ?? null;
  const next: Json = after === null || records.length === 0 ? null : { viewers: after.concurrentUserCount, liveId: after.liveId };
  return { outcome: outcomeOf(records, misfits), records, quarantined, next };
};

/** Who is on the air, the most watched first. Parsed, not asked: the channels that are watched are asked one by one. */
export const lives: Endpoint = {
  name: 'lives',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ viewers, liveId }) => ({
    url: apiUrl(
      `/service/v1/lives?size=20&sortType=POPULAR${viewers === undefined ? '' : `&concurrentUserCount=${String(viewers)}&liveId=${String(liveId)}`}`,
    ),
    headers: siteHeaders,
  }),
  refusal: refusalOf('empty'),
  parse: chzzkParser('empty', read),
};
