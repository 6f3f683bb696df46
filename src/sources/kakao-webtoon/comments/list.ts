import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, queryOf, wireCount, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl, nextOffset, pagination } from '../gateway.ts';
import { episodeIdOf, lane, platform } from '../shape.ts';

const envelope = z.object({
  data: z.object({ comments: z.array(z.unknown()) }),
  meta: z.object({ pagination: z.unknown().optional() }).nullish(),
});

const wireName = z.union([z.string().min(1), z.int().positive()]);

const row = z.object({
  id: wireName,
  content: wireText,
  // Hashed before it came here; a number became a text by that.
  userId: wireName.nullish(),
  createdDateTime: wireText,
  updatedDateTime: wireText,
  likeCount: wireCount,
  dislikeCount: wireCount,
  childCount: wireCount,
  best: wireFlag,
  spoiler: wireFlag,
  deleted: wireFlag,
  blind: wireFlag,
});
type CommentRow = z.infer<typeof row>;
const readRows = rowReader<CommentRow>(row);

/**
 * Everything that could name who wrote a comment. The first two must be there: an answer of another shape is withheld whole, because what
 * stands where in it is not known.
 */
const privateFields: readonly string[] = [
  'userId',
  'userName',
  'userNickname?',
  'nickname?',
  'user?',
  'writer?',
  'userProfileImage?',
  'profileImage?',
  'profile?',
  'mentions?',
  'parentUserName?',
].map((field) => `data.comments[].${field}`);

const commentOf = (episodeId: string | null, each: CommentRow): ParsedRecord => ({
  kind: 'comment',
  platform,
  id: String(each.id),
  ...(episodeId === null ? {} : { parentId: episodeId }),
  fields: {
    ...given({
      body: each.content,
      createdAt: instantOf(each.createdDateTime),
      editedAt: each.updatedDateTime !== each.createdDateTime ? instantOf(each.updatedDateTime) : null,
      author: each.userId === null || each.userId === undefined ? null : String(each.userId),
      best: each.best,
      spoiler: each.spoiler,
    }),
    hidden: each.deleted === true || each.blind === true,
  },
  counts: {
    likes: exactOrMissing(each.likeCount),
    dislikes: exactOrMissing(each.dislikeCount),
    replies: exactOrMissing(each.childCount),
  },
});

/** The series goes along in the address for us alone: the service knows episodes by their own number. */
const seriesHint = 'contentId';

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), '(not quoted: it may name people)')]);
  const query = queryOf(url);
  const [seriesId, episode] = [query.get(seriesHint), query.get('relationId')];
  const episodeId = seriesId && episode ? episodeIdOf(seriesId, episode) : null;
  const { rows, misfits } = readRows(parsed.data.data.comments, 'data.comments');
  const good = rows.filter((each) => each !== null);
  const comments = [...new Map(good.map((each) => [String(each.id), commentOf(episodeId, each)])).values()];
  const pages = pagination.safeParse(parsed.data.meta?.pagination);
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'data.comments', ['content', 'likeCount', 'createdDateTime'])];
  const records = [...comments];
  // Whether replies are in the total is not known.
  if (pages.success && episodeId !== null && pages.data.offset === 0)
    records.unshift({
      kind: 'episode',
      platform,
      id: episodeId,
      parentId: seriesId!,
      fields: {},
      counts: { comments: exactOrMissing(pages.data.totalCount) },
    });
  if (!pages.success) quarantined.push(misfit('meta.pagination', firstReason(pages.error), null));
  return {
    outcome: pages.success ? outcomeOf(comments, misfits) : 'changed-shape',
    records,
    quarantined,
    next: pages.success && comments.length > 0 ? nextOffset(pages.data) : null,
  };
};

/** Comments asked for at once. */
export const commentsPerPage = 100;

/** The comments of one episode, the best liked first. The address is known from others' code; how the answer is written is inferred. */
export const list: Endpoint = {
  name: 'list',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields,
  request: ({ seriesId, episode, offset }) => ({
    url: gatewayUrl(
      `/comment/v1/comments?relationType=EPISODE&relationId=${episode}&sort=-LIKE&offset=${offset}&limit=${commentsPerPage}&${seriesHint}=${seriesId}`,
    ),
    headers: gatewayHeaders,
  }),
  // Comments can be closed while the episode stands.
  parse: gatewayParser({ payload: 'json', onNotFound: 'empty', private: true }, (payload, { request }) => read(payload, request.url)),
};
