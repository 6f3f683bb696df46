import { z } from 'zod';
import type { Endpoint } from '../../contract.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl } from '../gateway.ts';
import { lane } from '../shape.ts';
import { readSectionCards } from './sections.ts';

const envelope = z.object({ data: z.object({ sections: z.array(z.unknown()) }) });

/** The lists of all days in one answer, as the site read them in 2022. Parsed, not asked: they give no ranks, and the timetables do. */
export const weekdaySections: Endpoint = {
  name: 'weekday-sections',
  evidence: 'recorded',
  method: 'api',
  conditional: true,
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  // `general` for webtoons drawn as such, `novel` for those after a novel.
  request: ({ kind }) => ({ url: gatewayUrl(`/section/v1/pages/${kind}-weekdays`), headers: gatewayHeaders }),
  parse: gatewayParser({ payload: 'json' }, (payload) => {
    const parsed = envelope.safeParse(payload);
    if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
    return readSectionCards(parsed.data.data.sections, 'data.sections', null);
  }),
};
