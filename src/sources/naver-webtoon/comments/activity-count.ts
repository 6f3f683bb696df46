import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { lane, outcomeOf, platform, queryOf, referer, wireCount } from '../shape.ts';
import { communityResult } from './community.ts';
import { episodeOfPage, pageIdOf, ticket } from './page-id.ts';

const envelope = z.object({ countList: z.array(z.unknown()) });

const row = z.object({ pageId: z.string().min(1), activePostCount: wireCount, activeRootPostCount: wireCount });
type CountRow = z.infer<typeof row>;
const readRows = rowReader<CountRow>(row);

const recordOf = (pageId: string, counts: ParsedRecord['counts']): ParsedRecord => ({
  kind: 'episode',
  ...episodeOfPage(pageId),
  platform,
  fields: {},
  counts,
});

const read = (payload: unknown, url: string): Parsed => {
  const result = communityResult(payload);
  if ('outcome' in result) return result;
  const parsed = envelope.safeParse(result.value);
  if (!parsed.success) return nothing('changed-shape', [misfit('result', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.countList, 'result.countList');
  const records: ParsedRecord[] = [];
  const answered = new Set<string>();
  for (const each of rows) {
    if (each === null) continue;
    answered.add(each.pageId);
    // "Active" is what the site shows as the number of comments: replies are in it, deleted and blocked ones are not.
    records.push(
      recordOf(each.pageId, { comments: exactOrMissing(each.activePostCount), rootComments: exactOrMissing(each.activeRootPostCount) }),
    );
  }
  const quarantined = [...misfits, ...absentEverywhere(rows, 'result.countList', ['activePostCount', 'activeRootPostCount'])];
  const outcome = outcomeOf(records, quarantined);
  if (outcome !== 'changed-shape' && misfits.length === 0) {
    for (const pageId of queryOf(url).getAll('pageIds'))
      if (!answered.has(pageId)) records.push(recordOf(pageId, { comments: null, rootComments: null }));
  }
  return { outcome, records, quarantined, next: null };
};

/** How many pages are asked for in one call; 65 are refused. */
export const pagesPerCall = 50;

/** Comment counts of up to 50 episodes a call. */
export const activityCount: Endpoint = {
  name: 'activity-count',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ episodeIds }) => {
    const query = (episodeIds as readonly string[]).map((id) => `pageIds=${encodeURIComponent(pageIdOf(id))}`).join('&');
    return { url: `https://comic.naver.com/comment/api/community/v1/pages/activity/count/?${query}`, headers: { ...referer, ...ticket } };
  },
  // A 404 is about the page of comments, not about the episodes.
  parse: payloadParser({ payload: 'json', onNotFound: 'empty' }, (payload, { request }) => read(payload, request.url)),
};
