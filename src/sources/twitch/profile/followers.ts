import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { queryOf, wireCount } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { helix, helixParser, helixRequest } from '../helix.ts';
import { channelRecord, isUserId } from '../shape.ts';

const envelope = z.object({ total: wireCount, data: z.array(z.unknown()) });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), '(not quoted: it may name people)')]);
  // The answer does not name the channel.
  const id = queryOf(url).get('broadcaster_id');
  if (id === null || !isUserId(id))
    return nothing('changed-shape', [misfit('', 'the address does not say whose followers these are', null)]);
  const record = channelRecord(id, null, { fields: {}, counts: { followers: exactOrMissing(parsed.data.total) } });
  return { outcome: 'ok', records: [record], quarantined: absentIn(parsed.data, '', ['total']), next: null };
};

/** How many follow a channel. Who they are is told only to its moderators, and is not asked for. */
export const followers: Endpoint = {
  ...helix,
  name: 'followers',
  evidence: 'documented',
  privateFields: ['data[].user_id', 'data[].user_login', 'data[].user_name'],
  request: ({ id = '' }, values, token) => helixRequest('channels/followers', { broadcaster_id: id, first: 1 }, values, token),
  parse: helixParser((payload, { request }) => read(payload, request.url), { private: true }),
};
