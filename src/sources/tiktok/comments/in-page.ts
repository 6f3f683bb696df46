import type { Endpoint } from '../../contract.ts';
import { lanes, origin } from '../shape.ts';
import { commentList } from './list.ts';

/** The page of the post; the site answers whatever stands in place of the login. */
const pageOfPost = (post: string): string => `${origin}/@_/video/${post}`;

/**
 * The same answers without a provider: the page of a post asks for its comments by itself as it is scrolled, and signs what it asks. Its address has
 * much that is its own business; post and cursor say which answer it is.
 */
export const commentsInPage: Endpoint = {
  ...{ name: 'in-page', evidence: 'code-only', method: 'browser', lane: lanes.site, cost: 1, payload: 'json' },
  privateFields: commentList.privateFields,
  request: ({ post, cursor }) => ({
    url: `${origin}/api/comment/list/?${new URLSearchParams({ aweme_id: String(post), cursor: String(cursor ?? '0') }).toString()}`,
    browser: {
      page: pageOfPost(String(post)),
      by: 'scroll',
      closes: ['[data-e2e="modal-close-inner-button"]', '#login-modal [aria-label="Close"]'],
      challenge: {
        selectors: ['#captcha_container', '[class*="captcha-verify-container"]', '[class*="captcha_verify_container"]'],
        addresses: [`${origin}/login*`],
      },
    },
  }),
  parse: (exchange) => commentList.parse(exchange),
};
