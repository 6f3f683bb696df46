import type { Endpoint } from '../../contract.ts';
import { misfit, nothing } from '../../misfit.ts';
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
    if (records.length === 0) return nothing('changed-shape', [...page.quarantined, misfit('result.series_item', 'absent', null)]);
    return { ...page, outcome: page.outcome === 'empty' ? 'ok' : page.outcome, records, next: null };
  }),
};
