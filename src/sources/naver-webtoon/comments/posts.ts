import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason } from '../../rows.ts';
import { lane, outcomeOf, platform, queryOf, referer, wireCount, wireText } from '../shape.ts';
import { communityResult } from './community.ts';
import { episodeOfPage, pageIdOf, ticket } from './page-id.ts';
import { commentOf, privatePostFields, readPosts } from './post.ts';

const envelope = z.object({
  activePostCount: wireCount,
  activeRootPostCount: wireCount,
  posts: z.array(z.unknown()),
  pagination: z.object({ next: wireText }).nullish(),
});
type Envelope = z.infer<typeof envelope>;

/** The number of comments the page states, as an observation of its episode; null when it states none. */
const episodeOf = ({ activePostCount, activeRootPostCount }: Envelope, pageId: string | null): ParsedRecord | null => {
  if (pageId === null || (activePostCount ?? activeRootPostCount) === undefined) return null;
  const counts = { comments: exactOrMissing(activePostCount), rootComments: exactOrMissing(activeRootPostCount) };
  return { kind: 'episode', ...episodeOfPage(pageId), platform, fields: {}, counts };
};

/** Reads a page of comments or of replies. */
export const readPostPage = (payload: unknown, url: string): Parsed => {
  const result = communityResult(payload);
  if ('outcome' in result) return result;
  const parsed = envelope.safeParse(result.value);
  if (!parsed.success) return nothing('changed-shape', [misfit('result', firstReason(parsed.error), payload)]);
  const { posts, pagination } = parsed.data;
  const query = queryOf(url);
  const { rows, misfits } = readPosts(posts, 'result.posts');
  const good = rows.filter((row) => row !== null);
  const quarantined: Misfit[] = [...misfits];
  // Without it nobody knows whether this was all; the comments are kept.
  if (!pagination) quarantined.push(misfit('result.pagination', 'absent: the page does not say whether more follow', null));
  const comments = good.map(commentOf);
  const records = [...comments];
  const episode = episodeOf(parsed.data, query.get('pageId') ?? good[0]?.pageId ?? null);
  if (episode) records.unshift(episode);
  const next = pagination?.next || null;
  return {
    outcome: pagination ? outcomeOf(comments, misfits) : 'changed-shape',
    records,
    quarantined,
    // A page that names its own cursor as the next would go round for ever.
    next: next === null || next === query.get('cursor') ? null : { cursor: next },
  };
};

/** How many comments are asked for in one call. */
export const postsPerPage = 100;

/** The comments of one episode, newest first, 100 a page. Recorded on the English sister site, which runs the same service. */
export const posts: Endpoint = {
  name: 'posts',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: privatePostFields,
  request: ({ episodeId, cursor }) => {
    const query = new URLSearchParams({
      pageId: pageIdOf(String(episodeId)),
      pinRepresentation: 'none',
      prevSize: '0',
      nextSize: String(postsPerPage),
    });
    if (cursor !== undefined) query.set('cursor', String(cursor));
    return { url: `https://comic.naver.com/comment/api/community/v2/posts?${query}`, headers: { ...referer, ...ticket } };
  },
  // Comments can be closed while the episode stands: whether it is gone is for the list of episodes to say.
  parse: payloadParser({ payload: 'json', onNotFound: 'empty', private: true }, (payload, { request }) =>
    readPostPage(payload, request.url),
  ),
};
