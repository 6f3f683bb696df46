import { z } from 'zod';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, koreanInstantOf, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { apiUrl, chzzkParser, refusalOf, siteHeaders } from '../answer.ts';
import { idIn, lane } from '../shape.ts';
import { innerJson, neverOnAir, offAir, onAir, wireLive, wireStatus } from './state.ts';

const wireDetail = wireLive.extend({
  status: wireStatus,
  closeDate: wireText,
  livePlaybackJson: wireText,
  channel: z.object({ channelId: z.string().min(1).nullish() }).nullish(),
});
const wirePlayback = z.object({ live: z.object({ timeMachine: wireFlag, status: wireText }).nullish() });

const read = (content: unknown, url: string): Parsed => {
  if (content === null) return neverOnAir(idIn(url));
  const parsed = wireDetail.safeParse(content);
  if (!parsed.success) return nothing('changed-shape', [misfit('content', firstReason(parsed.error), content)]);
  const detail = parsed.data;
  const id = detail.channel?.channelId?.toLowerCase() ?? idIn(url);
  if (id === null)
    return nothing('changed-shape', [misfit('content.channel', 'neither the answer nor the address say which channel this is', content)]);
  if (detail.status === 'CLOSE')
    return { outcome: 'ok', records: [offAir(id, koreanInstantOf(detail.closeDate))], quarantined: [], next: null };
  // Null where it may be watched by grown-ups only, who have to sign in for it.
  const { value, misfits } = innerJson(detail.livePlaybackJson, 'content.livePlaybackJson');
  const playback = wirePlayback.safeParse(value);
  const more = playback.success ? given({ liveRewind: playback.data.live?.timeMachine, livePlayback: playback.data.live?.status }) : {};
  return {
    outcome: 'ok',
    records: [onAir(id, detail, more)],
    quarantined: [...misfits, ...absentIn(detail, 'content', ['liveTitle', 'concurrentUserCount', 'openDate'])],
    next: null,
  };
};

/** What a channel has on the air, with everything about it. The answer has been described by many who asked; none of them is in the corpus. */
export const liveDetail: Endpoint = {
  name: 'live-detail',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ id }) => ({ url: apiUrl(`/service/v3/channels/${String(id)}/live-detail`), headers: siteHeaders }),
  refusal: refusalOf('empty'),
  parse: chzzkParser('empty', (content, { request }) => read(content, request.url)),
};
