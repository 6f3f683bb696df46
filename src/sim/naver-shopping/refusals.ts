import type { Answer } from '../platform.ts';
import { jsonWire } from '../wire.ts';

/** Refusals of the search interface: status, code, and a sentence of our own in the place of its. */
const refusals = {
  SE01: [400, 'nothing to search for (검색어 없음)'],
  SE02: [400, 'display out of range (display 범위 밖)'],
  SE03: [400, 'start out of range (start 범위 밖)'],
  SE04: [400, 'no such order (정렬 없음)'],
  SE05: [404, 'no such search (검색 종류 없음)'],
  SE99: [500, 'the simulated search has failed (모의 장애)'],
  '010': [429, 'no calls left today (오늘 한도 끝)'],
  '012': [429, 'too many calls at once (너무 빠름)'],
} as const;

export const searchRefusal = (code: keyof typeof refusals): Answer => {
  const [status, errorMessage] = refusals[code];
  return { status, body: jsonWire({ errorMessage, errorCode: code }) };
};

/** Three sentences share one code. */
const keyProblems = {
  'no id': 'the client id is missing (아이디 없음)',
  'no secret': 'the client secret is missing (비밀값 없음)',
  unknown: 'nobody knows this client (모르는 앱)',
} as const;

export const keyRefusal = (which: keyof typeof keyProblems): Answer => ({
  status: 401,
  body: jsonWire({ errorMessage: keyProblems[which], errorCode: '024' }),
});
