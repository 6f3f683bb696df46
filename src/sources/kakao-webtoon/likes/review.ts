import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { queryOf, wireCount } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl } from '../gateway.ts';
import { episodeIdOf, lane, platform } from '../shape.ts';

const envelope = z.object({ data: z.object({ likeCount: wireCount }) });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const episode = /\/reviews\/episode\/(\d{1,15})(?:\?|$)/.exec(url)?.[1];
  const seriesId = queryOf(url).get('contentId');
  // The payload names neither; without its address nobody can say whose likes these are.
  if (!episode || !seriesId) return nothing('changed-shape', [misfit('', 'the address does not say which episode this is about', payload)]);
  const { data } = parsed.data;
  const record = {
    kind: 'episode',
    platform,
    id: episodeIdOf(seriesId, episode),
    parentId: seriesId,
    fields: {},
    counts: { likes: exactOrMissing(data.likeCount) },
  } as const;
  return { outcome: 'ok', records: [record], quarantined: absentIn(data, 'data', ['likeCount']), next: null };
};

/** The likes of one episode. The address is known from others' code; how the answer is written is inferred from its neighbours. */
export const review: Endpoint = {
  name: 'review',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ seriesId, episode }) => ({
    url: gatewayUrl(`/popularity/v1/reviews/episode/${episode}?contentId=${seriesId}`),
    headers: gatewayHeaders,
  }),
  // Likes can be closed while the episode stands: whether it is gone is for the list of episodes to say.
  parse: gatewayParser({ payload: 'json', onNotFound: 'empty' }, (payload, { request }) => read(payload, request.url)),
};
