import type { Answer } from '../platform.ts';
import { jsonWire } from '../wire.ts';

const failure = (status: number, code: string, message: string): Answer => ({ status, body: jsonWire({ code, message }) });

/** 404 of the webtoon API: the title or episode is not there. */
export const notFound = (): Answer => failure(404, 'NOT_FOUND', '존재하지 않는 작품입니다.');

/** 401 for adult titles: they are shown to signed-in readers only. */
export const loginRequired = (): Answer => failure(401, 'UNAUTHORIZED', '로그인이 필요합니다.');

export const badRequest = (parameter: string): Answer => failure(400, 'BAD_REQUEST', `잘못된 요청입니다. (${parameter})`);
