import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { wireCount } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl } from '../gateway.ts';
import { lane, unknownAge } from '../shape.ts';
import { contentFields, seriesRecord, wireContent } from '../titles/card.ts';

const envelope = z.object({
  data: wireContent.extend({ statistics: z.object({ viewCount: wireCount, likeCount: wireCount }).nullish() }),
});

/** The token that asks for the profile after the description. */
export const profileNext = 'profile';

const read = (payload: unknown): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const content = parsed.data.data;
  const { statistics, badges } = content;
  const quarantined: Misfit[] = [
    ...absentIn(content, 'data', ['authors', 'genre', 'synopsis', 'statistics']),
    ...(statistics ? absentIn(statistics, 'data.statistics', ['viewCount', 'likeCount']) : []),
    ...unknownAge('data.ageLimit', content.ageLimit),
  ];
  const counts = statistics
    ? // Likes of the series as a whole; those of its episodes are another number, and their sum is `likes` in our lists.
      { views: exactOrMissing(statistics.viewCount), seriesLikes: exactOrMissing(statistics.likeCount) }
    : { views: null, seriesLikes: null };
  const record = seriesRecord(content, { fields: contentFields(content), counts });
  // The days stand among the badges. Where they were not given, the profile has them, for one more request.
  const hasDays = badges?.some(({ type }) => type === 'WEEKDAYS' || type === 'STATUS') === true;
  return { outcome: 'ok', records: [record], quarantined, next: hasDays ? null : profileNext };
};

/** What is known about one series, with its statistics. */
export const content: Endpoint = {
  name: 'content',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ seriesId }) => ({ url: gatewayUrl(`/decorator/v2/decorator/contents/${seriesId}`), headers: gatewayHeaders }),
  parse: gatewayParser({ payload: 'json' }, read),
};
