import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { lane, referer } from '../shape.ts';
import { ticket } from './page-id.ts';
import { privatePostFields } from './post.ts';
import { postsPerPage, readPostPage } from './posts.ts';

/**
 * Replies to one comment. Parsed, not asked: it costs a request per comment, and how many replies there are stands in the comment
 * itself.
 */
export const replies: Endpoint = {
  name: 'replies',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: privatePostFields,
  request: ({ postId, cursor }) => {
    const query = new URLSearchParams({ prevSize: '0', nextSize: String(postsPerPage) });
    if (cursor !== undefined) query.set('cursor', String(cursor));
    return {
      url: `https://comic.naver.com/comment/api/community/v2/post/${encodeURIComponent(String(postId))}/child-posts?${query}`,
      headers: { ...referer, ...ticket },
    };
  },
  parse: payloadParser({ payload: 'json', onNotFound: 'empty', private: true }, (payload, { request }) =>
    readPostPage(payload, request.url),
  ),
};
