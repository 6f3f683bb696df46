import { noonOf } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { mix } from '../random.ts';
import { jsonWire, queryNumber, queryValue } from '../wire.ts';
import { commentLikes, isDeleted, repliesOf, threadOf, writtenAt } from './comment-thread.ts';
import type { Thread } from './comment-thread.ts';
import { commentText, readerOf } from './community-post.ts';
import { episodeIn } from './look.ts';
import { episodesOn } from './schedule.ts';
import type { World } from './world.ts';

const maxPageSize = 100;

/** The comment service before 2025: JSONP, pages by number, names masked by the service, and only for requests that come from the site. */
export const createCbox =
  (world: World) =>
  ({ query, day, headers }: SimRequest): Answer => {
    const callback = queryValue(query, '_callback') ?? '_callback';
    const answer = (value: object): Answer => ({
      type: 'application/javascript;charset=UTF-8',
      body: `${/^[\w$.]{1,100}$/.test(callback) ? callback : '_callback'}(${jsonWire(value)});`,
    });
    const failed = (code: string, message: string): Answer =>
      answer({ success: false, code, message, lang: 'ko', country: 'KR', result: {}, date: gmt(noonOf(day)) });

    if (!/^https?:\/\/([\w-]+\.)*naver\.com(\/|$)/.test(headers.referer ?? '')) return failed('3999', '잘못된 접근입니다.');
    const match = /^(\d{1,15})_(\d+)$/.exec(queryValue(query, 'objectId') ?? '');
    const title = match ? world.byId(Number(match[1])) : undefined;
    const thread = title && match ? threadOf(title, episodeIn(title, match[2]!), day, episodesOn(title.schedule, day)) : null;
    if (!thread) return failed('3001', '존재하지 않는 대상입니다.');

    const page = Math.max(1, queryNumber(query, 'page', 1));
    const pageSize = Math.min(maxPageSize, Math.max(1, queryNumber(query, 'pageSize', 15)));
    const favourites = queryValue(query, 'sort')?.toUpperCase() === 'FAVORITE';
    const numbers = orderOf(thread, favourites);
    const rows = numbers.slice((page - 1) * pageSize, page * pageSize);
    return answer({
      success: true,
      code: '1000',
      message: '처리했습니다.',
      lang: 'ko',
      country: 'KR',
      result: {
        commentList: rows.map((number) => commentOf(thread, number)),
        pageModel: pageModel(numbers.length, page, pageSize),
        exposureConfig: { reason: null, status: 'COMMENT_ON' },
        count: {
          comment: thread.activeRoots,
          reply: thread.replies,
          exposeCount: thread.activeRoots,
          delCommentByUser: thread.roots - thread.activeRoots,
          delCommentByMon: 0,
          blindCommentByUser: 0,
          blindReplyByUser: 0,
          total: thread.activeRoots + thread.replies,
        },
        listStatus: 'current',
        sort: favourites ? 'FAVORITE' : 'NEW',
        bestList: [],
      },
      date: gmt(noonOf(day)),
    });
  };

const orderOf = (thread: Thread, favourites: boolean): number[] => {
  const numbers: number[] = [];
  for (let number = thread.roots; number >= 1; number--) if (!isDeleted(number)) numbers.push(number);
  return favourites ? numbers.sort((a, b) => commentLikes(thread, b) - commentLikes(thread, a) || b - a) : numbers;
};

const pageModel = (totalRows: number, page: number, pageSize: number): object => {
  const totalPages = Math.max(1, Math.ceil(totalRows / pageSize));
  const firstPage = Math.floor((page - 1) / 10) * 10 + 1;
  const startRow = (page - 1) * pageSize + 1;
  return {
    page,
    pageSize,
    indexSize: 10,
    startRow,
    endRow: Math.min(totalRows, page * pageSize),
    totalRows,
    startIndex: startRow - 1,
    totalPages,
    firstPage,
    prevPage: page - 1,
    nextPage: page < totalPages ? page + 1 : 0,
    lastPage: Math.min(totalPages, firstPage + 9),
    current: null,
    threshold: null,
    moveToLastPage: false,
    moveToComment: false,
    moveToLastPrev: false,
  };
};

/** `2026-11-21T03:00:00+0000`: no colon in the offset, unlike ISO 8601's extended form. */
const gmt = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}+0000`;
const korean = (instant: number): string => `${new Date(instant + 9 * 3_600_000).toISOString().slice(0, 19)}+0900`;

const commentOf = (thread: Thread, number: number): object => {
  const hash = mix(thread.hash, number + 1_000_000);
  const reader = readerOf(hash);
  const at = writtenAt(thread, number);
  const likes = commentLikes(thread, number);
  const commentNo = thread.title.id * 100_000 + thread.no * 7 + number;
  const replies = repliesOf(thread, number);
  return {
    ticket: 'comic',
    objectId: `${thread.title.id}_${thread.no}`,
    categoryId: '*',
    templateId: 'webtoon',
    commentNo,
    parentCommentNo: commentNo,
    replyLevel: 1,
    replyCount: replies,
    replyAllCount: replies,
    replyPreviewNo: null,
    replyList: null,
    imageCount: 0,
    imageList: null,
    imagePathList: null,
    imageWidthList: null,
    imageHeightList: null,
    commentType: 'txt',
    stickerId: null,
    sticker: null,
    sortValue: at,
    contents: commentText(hash),
    userIdNo: reader.masked.slice(0, 4).toUpperCase(),
    exposedUserIp: null,
    lang: 'ko',
    country: 'KR',
    idType: 'naver',
    idProvider: 'naver',
    userName: reader.masked,
    userProfileImage: '',
    profileType: 'naver',
    modTime: korean(at),
    modTimeGmt: gmt(at),
    regTime: korean(at),
    regTimeGmt: gmt(at),
    sympathyCount: likes,
    antipathyCount: Math.floor(likes / 30),
    hideReplyButton: false,
    status: 0,
    mine: false,
    best: false,
    mentions: null,
    toUser: null,
    userStatus: 0,
    categoryImage: null,
    open: false,
    levelCode: null,
    grades: null,
    sympathy: false,
    antipathy: false,
    snsList: null,
    metaInfo: null,
    extension: null,
    audioInfoList: null,
    translation: null,
    report: null,
    middleBlindReport: false,
    spamInfo: null,
    userHomepageUrl: null,
    defamation: false,
    hiddenByCleanbot: false,
    score: 0,
    managerLike: false,
    visible: true,
    manager: false,
    deleted: false,
    expose: true,
    exposeByCountry: false,
    virtual: false,
    secret: false,
    profileUserId: null,
    idNo: reader.masked.slice(0, 4).toUpperCase(),
    blindReport: false,
    blind: false,
    serviceId: null,
    userBlocked: false,
    containText: true,
    maskedUserId: reader.masked,
    maskedUserName: `${reader.masked.slice(0, 2)}****`,
    validateBanWords: false,
    anonymous: false,
  };
};
