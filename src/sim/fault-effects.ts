import type { IncomingMessage, ServerResponse } from 'node:http';
import { driftBody } from './drift.ts';
import type { FaultRule } from './faults.ts';
import { keyRefusal, searchRefusal } from './naver-shopping/refusals.ts';
import type { Answer } from './platform.ts';
import { bytesOf, send } from './respond.ts';
import { jsonWire, toWire } from './wire.ts';
import { keyInvalid, quotaExceeded, rateLimitExceeded } from './youtube/access.ts';

const html = 'text/html;charset=UTF-8';

const captchaPage = toWire(
  '<!doctype html><html lang="ko"><head><title>보안 확인</title></head><body><h1>자동 입력 방지</h1><form id="wtm_captcha" class="captcha" method="post"><img alt="captcha"><input name="answer"></form></body></html>',
);
const errorPage = toWire(
  '<!doctype html><html lang="ko"><head><title>서비스 안내</title></head><body><h1>잠시 후 다시 이용해 주세요.</h1></body></html>',
);
const loginPage = toWire(
  '<!doctype html><html lang="ko"><head><title>로그인</title></head><body><form id="frmNIDLogin" action="https://nid.naver.com/nidlogin.login" method="post"><input name="id"><input name="pw" type="password"></form></body></html>',
);

/** Where to play a fault. `normal` computes the answer the endpoint would give. */
export interface Stage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly compress: boolean;
  readonly now: () => number;
  normal(): Answer;
}

/** Plays a fault instead of, or upon, the normal answer. `shifting` is not played here: it changes what the endpoint is asked. */
export const playFault = (rule: FaultRule, stage: Stage): void => {
  const { request, response, compress } = stage;
  const answer = (instead: Answer): void => send(request, response, instead, compress);
  switch (rule.fault) {
    case 'slow':
      return later(response, rule.ms ?? 1000, () => answer(stage.normal()));
    case 'trickle':
      return trickle(response, stage.normal(), rule.ms ?? 1000);
    case 'stall':
      return sendHalf(response, stage.normal());
    case 'half-open':
      return;
    case 'reset':
      return void request.socket.resetAndDestroy();
    case 'truncated':
      return sendHalf(response, stage.normal(), () => response.destroy());
    case 'truncated-json': {
      const whole = stage.normal();
      return answer({ ...whole, body: whole.body.slice(0, Math.floor(whole.body.length * 0.6)) as string });
    }
    case 'empty':
      return answer({ body: '' });
    case 'captcha':
      return answer({ type: html, body: captchaPage });
    case 'not-json':
      return answer({ type: html, body: errorPage });
    case 'login-wall':
      return answer({ type: html, body: loginPage });
    case 'shape-drift': {
      const whole = stage.normal();
      return answer({ ...whole, body: driftBody(bytesOf(whole.body).toString('latin1'), rule) });
    }
    case 'huge':
      return stream(response, (rule.megabytes ?? 200) * 1_048_576);
    case 'redirect-outside':
      return answer({ status: 302, type: html, headers: { location: rule.to ?? 'https://outside.invalid/landing' }, body: '' });
    case 'shifting':
      return answer(stage.normal());
    case 'gateway-token':
      return answer({ body: jsonWire({ errors: [{ errorType: 'GATEWAY_TOKEN_CHECK_FAILURE' }] }) });
    case 'naver-too-fast':
      return answer(searchRefusal('012'));
    case 'naver-quota':
      return answer(searchRefusal('010'));
    case 'naver-key':
      return answer(keyRefusal('unknown'));
    case 'page-404':
      return answer({ status: 404, type: html, body: errorPage });
    case 'error-in-200':
      return answer({ body: jsonWire({ code: 500, message: '서버 오류가 발생했습니다.' }) });
    case 'youtube-quota':
      return answer(quotaExceeded);
    case 'youtube-rate':
      return answer(rateLimitExceeded);
    case 'youtube-key':
      return answer(keyInvalid);
    default:
      return answer(statusAnswer(rule, stage.now()));
  }
};

const statusAnswer = (rule: FaultRule, nowMs: number): Answer => {
  const retryAfter = rule.retryAfter === 'date' ? new Date(nowMs + 2000).toUTCString() : rule.retryAfter;
  return {
    status: Number(rule.fault),
    body: jsonWire({ code: rule.fault, message: '요청을 처리할 수 없습니다.' }),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
};

const later = (response: ServerResponse, ms: number, act: () => void): void => {
  const timer = setTimeout(() => {
    if (!response.destroyed) act();
  }, ms);
  response.once('close', () => clearTimeout(timer));
};

const begin = (response: ServerResponse, answer: Answer): Buffer => {
  const bytes = bytesOf(answer.body);
  response.writeHead(answer.status ?? 200, {
    'content-type': answer.type ?? 'application/json;charset=UTF-8',
    'content-length': bytes.length,
  });
  return bytes;
};

const sendHalf = (response: ServerResponse, answer: Answer, then: () => void = () => {}): void => {
  const bytes = begin(response, answer);
  // The half must have left before the connection closes, or the client sees a reset instead of a short body.
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => setImmediate(then));
};

const trickle = (response: ServerResponse, answer: Answer, ms: number): void => {
  const bytes = begin(response, answer);
  const size = Math.ceil(bytes.length / 10) || 1;
  const step = (at: number): void => {
    if (at + size >= bytes.length) return void response.end(bytes.subarray(at));
    response.write(bytes.subarray(at, at + size));
    later(response, ms / 10, () => step(at + size));
  };
  step(0);
};

/** JSON that would be whole if anyone read it to its end: a list of blanks. Sent as fast as the client takes it, in constant memory. */
const stream = (response: ServerResponse, length: number): void => {
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' });
  const block = Buffer.alloc(65_536, '0,');
  let left = length;
  const pump = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= block.length;
      if (!response.write(block)) return void response.once('drain', pump);
    }
    response.end('0]');
  };
  response.write('[');
  pump();
};
