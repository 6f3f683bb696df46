import { z } from 'zod';
import { queryOf } from '../../fields.ts';
import type { Endpoint } from '../../contract.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl } from '../gateway.ts';
import { lane } from '../shape.ts';
import { readSectionCards } from './sections.ts';

const envelope = z.object({ data: z.array(z.unknown()) });

/** All titles of one day, or all finished ones (2,058 in one answer), each with its rank over the whole platform. */
export const timetable: Endpoint = {
  name: 'timetable',
  evidence: 'recorded',
  method: 'api',
  conditional: true,
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ placement }) => ({ url: gatewayUrl(`/section/v2/timetables/days?placement=${placement}`), headers: gatewayHeaders }),
  parse: gatewayParser({ payload: 'json' }, (payload, { request }) => {
    const parsed = envelope.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    return readSectionCards(parsed.data.data, 'data', queryOf(request.url).get('placement'));
  }),
};
