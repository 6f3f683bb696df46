import type { Answer } from '../platform.ts';
import { jsonWire } from '../wire.ts';

/** Refusals of the search interface: status, code and sentence. */
const refusals = {
  SE01: [400, 'Incorrect query request (잘못된 쿼리요청입니다.)'],
  SE02: [400, 'Invalid display value (부적절한 display 값입니다.)'],
  SE03: [400, 'Invalid start value (부적절한 start 값입니다.)'],
  SE04: [400, 'Invalid sort value (부적절한 sort 값입니다.)'],
  SE05: [404, 'Invalid search api (존재하지 않는 검색 api 입니다.)'],
  SE99: [500, 'System Error (시스템 에러)'],
  '010': [429, 'Query limit exceeded (쿼리 한도를 초과했습니다.)'],
  '012': [429, 'Rate limit exceeded (속도 제한을 초과했습니다.)'],
} as const;

export const searchRefusal = (code: keyof typeof refusals): Answer => {
  const [status, errorMessage] = refusals[code];
  return { status, body: jsonWire({ errorMessage, errorCode: code }) };
};

/** Three sentences share one code. */
export const keyRefusal = (which: 'Not Exist Client ID' | 'Not Exist Client Secret' | 'NID AUTH Result Invalid (1000)'): Answer => ({
  status: 401,
  body: jsonWire({ errorMessage: `${which} : Authentication failed. (인증에 실패했습니다.)`, errorCode: '024' }),
});
