import { z } from 'zod';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl } from '../gateway.ts';
import { contentIdIn, lane, unknownAge } from '../shape.ts';
import { contentFields, seriesRecord, wireContent } from '../titles/card.ts';

const envelope = z.object({ data: wireContent.extend({ id: wireContent.shape.id.nullish() }) });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { data } = parsed.data;
  const id = data.id ?? Number(contentIdIn(url) ?? 0);
  if (!id) return nothing('changed-shape', [misfit('data.id', 'neither the answer nor its address says which series this is', payload)]);
  const profiled = { ...data, id };
  const quarantined = [
    ...absentIn(data, 'data', ['authors', 'synopsis', 'badges', 'seoKeywords']),
    ...unknownAge('data.ageLimit', data.ageLimit),
  ];
  return { outcome: 'ok', records: [seriesRecord(profiled, { fields: contentFields(profiled), counts: {} })], quarantined, next: null };
};

/** People, tags, days and state of one series. */
export const profile: Endpoint = {
  name: 'profile',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ seriesId }) => ({ url: gatewayUrl(`/decorator/v2/decorator/contents/${seriesId}/profile`), headers: gatewayHeaders }),
  parse: gatewayParser({ payload: 'json' }, (payload, { request }) => read(payload, request.url)),
};
