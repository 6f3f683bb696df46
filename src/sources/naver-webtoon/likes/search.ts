import { z } from 'zod';
import { exact } from '../../../domain/index.ts';
import type { Count, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { lane, outcomeOf, partsOf, platform, queryOf, referer } from '../shape.ts';

const envelope = z.object({ contents: z.array(z.unknown()) });

const content = z.object({
  serviceId: z.string().min(1),
  contentsId: z.string().min(1),
  isDisplay: z.boolean().nullish(),
  // `reactionMap` repeats this under keys that are Java object names and change with every answer.
  reactions: z.array(z.object({ reactionType: z.string().min(1), count: z.int().nonnegative() })),
});
type Content = z.infer<typeof content>;
const readContents = rowReader<Content>(content);

/** The service of the webtoons; news and others share the address. */
const comic = 'COMIC';

/** What a piece of content is to us. Of the other services only that they exist is known: they keep the name they have there. */
const identityOf = (serviceId: string, contentsId: string): Pick<ParsedRecord, 'kind' | 'id' | 'parentId'> => {
  if (serviceId !== comic) return { kind: 'episode', id: `${serviceId}[${contentsId}]` };
  // The page of a series can be liked as well; its content id is the bare title id.
  if (/^\d+$/.test(contentsId)) return { kind: 'series', id: contentsId };
  return /^\d+_\d+$/.test(contentsId)
    ? { kind: 'episode', id: contentsId, parentId: partsOf(contentsId).titleId }
    : { kind: 'episode', id: `${serviceId}[${contentsId}]` };
};

/**
 * Likes and the other reactions. An empty list on a page that is shown means that nobody has reacted: an exact 0. A list of other
 * reactions does not mention likes, so they are missing; so they are where the page is not shown.
 */
const countsOf = ({ isDisplay, reactions }: Content): Record<string, Count | null> => {
  if (reactions.length === 0) return { likes: isDisplay === false ? null : exact(0) };
  const counts: Record<string, Count | null> = { likes: null };
  for (const { reactionType, count } of reactions) counts[reactionType === 'like' ? 'likes' : `reaction.${reactionType}`] = exact(count);
  return counts;
};

/** The contents an address asked for: `COMIC[1_2]|COMIC[1_3]`. */
const askedIn = (url: string): string[] => (queryOf(url).get('q') ?? '').split('|').filter((each) => each !== '');

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readContents(parsed.data.contents, 'contents');
  const records: ParsedRecord[] = [];
  const answered = new Set<string>();
  for (const row of rows) {
    if (row === null) continue;
    answered.add(`${row.serviceId}[${row.contentsId}]`);
    records.push({ ...identityOf(row.serviceId, row.contentsId), platform, fields: {}, counts: countsOf(row) });
  }
  const quarantined: Misfit[] = [...misfits];
  const outcome = outcomeOf(records, quarantined);
  // Asked for and not in the answer: the likes are missing, which is a fact worth keeping. Where a row could not be read, it may be that one.
  if (outcome !== 'changed-shape' && misfits.length === 0) {
    for (const asked of askedIn(url)) {
      const match = /^([A-Z_]+)\[([^\]]+)\]$/.exec(asked);
      if (match && !answered.has(asked))
        records.push({ ...identityOf(match[1]!, match[2]!), platform, fields: {}, counts: { likes: null } });
    }
  }
  return { outcome, records, quarantined, next: null };
};

/** How many contents are asked for in one call. */
export const contentsPerCall = 20;

/** Likes of up to 20 episodes a call, as JSON or, when a callback is named, as JSONP. */
export const search: Endpoint = {
  name: 'search',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'jsonp',
  privateFields: [],
  request: ({ episodeIds }) => {
    const q = (episodeIds as readonly string[]).map((id) => `${comic}[${id}]`).join('|');
    return { url: `https://route-like.naver.com/v1/search/contents?q=${encodeURIComponent(q)}`, headers: referer };
  },
  parse: payloadParser({ payload: 'jsonp' }, (payload, { request }) => read(payload, request.url)),
};
