import type { NetRequest } from '../contract.ts';
import type { Answer, Failure } from './answer.ts';
import { decodeContent, decodeText } from './decode.ts';
import type { Decoded } from './decode.ts';
import { keptHeaders, single } from './headers.ts';
import type { Limits } from './limits.ts';

/** An answer with its body as text. */
export interface Content {
  /** 0 when no answer came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What came of the body; of a truncated one its beginning, if it can be read. */
  readonly body: string;
  /** Bytes of the decoded body. */
  readonly bytes: number;
  readonly failure: Failure | null;
}

/** Decodes an answer. A promise only when the body is compressed and large: the usual answer is decoded on the spot. */
export const contentOf = (answer: Answer, request: Pick<NetRequest, 'payload'>, limits: Limits): Content | Promise<Content> => {
  const { status, size, failure } = answer;
  const encoding = single(answer.headers['content-encoding']);
  // half a compressed body is not worth the trouble
  if (failure && (encoding !== undefined || size === 0))
    return { status, headers: keptHeaders(answer.headers), body: '', bytes: size, failure };
  const decoded = decodeContent(answer.chunks, size, encoding, limits.bodyBytes);
  return decoded instanceof Promise ? decoded.then((each) => contentFrom(answer, request, each)) : contentFrom(answer, request, decoded);
};

const contentFrom = (answer: Answer, request: Pick<NetRequest, 'payload'>, decoded: Decoded): Content => {
  const headers = keptHeaders(answer.headers);
  const { data } = decoded;
  return {
    status: answer.status,
    headers,
    body: data ? decodeText(data, headers['content-type'], request.payload) : '',
    bytes: data ? data.length : answer.size,
    failure: answer.failure ?? decoded.failure,
  };
};
