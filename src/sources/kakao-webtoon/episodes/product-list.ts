import type { Endpoint } from '../../contract.ts';
import { pageHeaders, pageParser, pageUrl } from '../page.ts';
import { lane } from '../shape.ts';
import { readProductPage } from './product-page.ts';

/** Rows asked for at once; the site's own number. */
const productsPerPage = 25;

/** The episodes of a series of Kakao Page, newest first. */
export const productList: Endpoint = {
  name: 'product-list',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ seriesId, cursor }) => ({
    url: pageUrl(
      `/api/v2/content/product/list?series_id=${seriesId}&cursor_index=${cursor}&cursor_direction=NEXT&window_size=${productsPerPage}&sort_type=desc`,
    ),
    headers: pageHeaders,
  }),
  parse: pageParser({ payload: 'json' }, (result, { request }) => readProductPage(result, request.url)),
};
