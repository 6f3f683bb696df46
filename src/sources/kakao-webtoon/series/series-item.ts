import type { Endpoint } from '../../contract.ts';
import { pageHeaders, pageParser, pageUrl } from '../page.ts';
import { lane } from '../shape.ts';
import { readProductPage } from '../episodes/product-page.ts';

/** What is known about one series of Kakao Page: its list of episodes carries it, so one episode is asked for. */
export const seriesItem: Endpoint = {
  name: 'series-item',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ seriesId }) => ({
    url: pageUrl(`/api/v2/content/product/list?series_id=${seriesId}&cursor_index=0&cursor_direction=NEXT&window_size=1&sort_type=desc`),
    headers: pageHeaders,
  }),
  parse: pageParser({ payload: 'json' }, (result, { request }) => {
    const page = readProductPage(result, request.url);
    const records = page.records.filter(({ kind }) => kind === 'series');
    return { ...page, outcome: page.outcome === 'changed-shape' || records.length === 0 ? page.outcome : 'ok', records, next: null };
  }),
};
