import { z } from 'zod';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { apiUrl, chzzkParser, refusalOf, siteHeaders } from '../answer.ts';
import { idIn, lane } from '../shape.ts';
import { innerJson, neverOnAir, offAir, onAir, wireLive, wireStatus } from './state.ts';

const wireContent = wireLive.extend({ status: wireStatus, channelId: z.string().min(1).nullish(), livePollingStatusJson: wireText });
const wirePolling = z.object({ status: wireText, isPublishing: wireFlag });

const read = (content: unknown, url: string): Parsed => {
  if (content === null) return neverOnAir(idIn(url));
  const parsed = wireContent.safeParse(content);
  if (!parsed.success) return nothing('changed-shape', [misfit('content', firstReason(parsed.error), content)]);
  const live = parsed.data;
  // The first version does not say whose broadcast it tells of; the address does.
  const id = live.channelId?.toLowerCase() ?? idIn(url);
  if (id === null)
    return nothing('changed-shape', [misfit('content.channelId', 'neither the answer nor the address say which channel this is', content)]);
  if (live.status === 'CLOSE') return { outcome: 'ok', records: [offAir(id)], quarantined: [], next: null };
  const { value, misfits } = innerJson(live.livePollingStatusJson, 'content.livePollingStatusJson');
  const polling = wirePolling.safeParse(value);
  const more = polling.success ? given({ livePlayback: polling.data.status }) : {};
  return {
    outcome: 'ok',
    records: [onAir(id, live, more)],
    quarantined: [...misfits, ...absentIn(live, 'content', ['liveTitle', 'concurrentUserCount'])],
    next: null,
  };
};

/** What the player of the site polls while a broadcast is watched: all but the time it began. The recorded version is the one asked. */
export const liveStatus: Endpoint = {
  name: 'live-status',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ id }) => ({ url: apiUrl(`/polling/v1/channels/${String(id)}/live-status`), headers: siteHeaders }),
  refusal: refusalOf('empty'),
  parse: chzzkParser('empty', (content, { request }) => read(content, request.url)),
};
