import { z } from 'zod';
import { exactOrMissing, isoOf } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason, rowReader } from '../../rows.ts';
import { given, lane, outcomeOf, partsOf, platform, queryOf, referer, wireCount, wireFlag, wireId, wireText } from '../shape.ts';

const envelope = z.object({ success: z.boolean(), code: wireText, message: wireText, result: z.unknown().optional() });

const page = z.object({
  commentList: z.array(z.unknown()),
  pageModel: z.object({ page: z.int().positive(), nextPage: z.int().nonnegative() }).nullish(),
  count: z.object({ comment: wireCount, total: wireCount }).nullish(),
});

const comment = z.object({
  commentNo: wireId,
  parentCommentNo: wireId.nullish(),
  objectId: z.string().min(1),
  contents: wireText,
  regTimeGmt: wireText,
  modTimeGmt: wireText,
  sympathyCount: wireCount,
  antipathyCount: wireCount,
  replyCount: wireCount,
  replyAllCount: wireCount,
  best: wireFlag,
  deleted: wireFlag,
  blind: wireFlag,
  hiddenByCleanbot: wireFlag,
  visible: wireFlag,
  // Hashed before it came here.
  userIdNo: wireText,
});
type Comment = z.infer<typeof comment>;
const readComments = rowReader<Comment>(comment);

/**
 * Everything in one comment that names its writer or leads to them, by the fields of the recording. The first two must be found where
 * there are comments; the others are often null. Names that the service has masked (`user****`) are private still: together with the
 * episode they single someone out.
 */
const personFields = [
  'userIdNo',
  'userName',
  'idNo?',
  'profileUserId?',
  'maskedUserId?',
  'maskedUserName?',
  'userProfileImage?',
  'userHomepageUrl?',
  'exposedUserIp?',
  'snsList?',
  'toUser?',
  'mentions?',
  'metaInfo?',
  'extension?',
];

const optional = (path: string): string => (path.endsWith('?') ? path : `${path}?`);

const privateFields: readonly string[] = [
  ...personFields.map((field) => `result.commentList[].${field}`),
  ...personFields.map((field) => optional(`result.commentList[].replyList[].${field}`)),
  ...personFields.map((field) => optional(`result.bestList[].${field}`)),
];

/** `2021-05-03T02:04:05+0000`: the offset has no colon, which Date does not have to understand. */
const instantOf = (text: string | null | undefined): string | null => {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d)$/.exec(text ?? '');
  const instant = match ? Date.parse(`${match[1]}${match[2]}:${match[3]}`) : Number.NaN;
  return Number.isNaN(instant) ? null : isoOf(instant);
};

const commentOf = (each: Comment): ParsedRecord => ({
  kind: 'comment',
  platform,
  id: String(each.commentNo),
  parentId: each.objectId,
  fields: {
    ...given({
      body: each.contents,
      createdAt: instantOf(each.regTimeGmt),
      editedAt: each.modTimeGmt !== each.regTimeGmt ? instantOf(each.modTimeGmt) : null,
      author: each.userIdNo,
      best: each.best,
      replyTo: each.parentCommentNo && each.parentCommentNo !== each.commentNo ? String(each.parentCommentNo) : null,
    }),
    hidden: each.deleted === true || each.blind === true || each.hiddenByCleanbot === true || each.visible === false,
  },
  counts: {
    likes: exactOrMissing(each.sympathyCount),
    dislikes: exactOrMissing(each.antipathyCount),
    replies: exactOrMissing(each.replyAllCount ?? each.replyCount),
  },
});

/** A series stands before the underscore of a webtoon's object id; other services have names of their own. */
const episodeOf = (objectId: string): Pick<ParsedRecord, 'id' | 'parentId'> =>
  /^\d+_\d+$/.test(objectId) ? { id: objectId, parentId: partsOf(objectId).titleId } : { id: objectId };

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { success, code, message } = parsed.data;
  if (!success) return nothing('refused', [misfit('success', `the service refused: ${code ?? 'no code'} ${message ?? ''}`.trim(), null)]);
  const result = page.safeParse(parsed.data.result);
  if (!result.success) return nothing('changed-shape', [misfit('result', firstReason(result.error), parsed.data.result)]);
  const { commentList, pageModel, count } = result.data;
  const { rows, misfits } = readComments(commentList, 'result.commentList');
  const good = rows.filter((row) => row !== null);
  const quarantined: Misfit[] = [...misfits];
  if (!pageModel) quarantined.push(misfit('result.pageModel', 'absent: the page does not say whether more follow', null));
  const comments = good.map(commentOf);
  const records = [...comments];
  const objectId = queryOf(url).get('objectId') ?? good[0]?.objectId;
  if (count && objectId) {
    const counts = { comments: exactOrMissing(count.total), rootComments: exactOrMissing(count.comment) };
    records.unshift({ kind: 'episode', ...episodeOf(objectId), platform, fields: {}, counts });
  }
  return {
    outcome: pageModel ? outcomeOf(comments, misfits) : 'changed-shape',
    records,
    quarantined,
    // 0 on the last page.
    next: pageModel && pageModel.nextPage > pageModel.page && comments.length > 0 ? { page: pageModel.nextPage } : null,
  };
};

/** The comment service before 2025. It no longer serves webtoons; its payloads are still read, so that older history can be rebuilt. */
export const cbox: Endpoint = {
  name: 'cbox',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'jsonp',
  privateFields,
  request: ({ episodeId, page: number }) => {
    const query = new URLSearchParams({
      ticket: 'comic',
      templateId: 'webtoon',
      pool: 'cbox3',
      lang: 'ko',
      country: 'KR',
      objectId: String(episodeId),
      pageSize: '100',
      page: String(number ?? 1),
      sort: 'NEW',
    });
    return { url: `https://apis.naver.com/commentBox/cbox/web_naver_list_jsonp.json?${query}`, headers: referer };
  },
  parse: payloadParser({ payload: 'jsonp', onNotFound: 'empty', private: true }, (payload, { request }) => read(payload, request.url)),
};
