import { z } from 'zod';
import type { Misfit, Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { outcomeOf, queryOf, wireFlag } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason } from '../../rows.ts';
import { pageHeaders, pageParser, pageUrl, webtoonCategory } from '../page.ts';
import { lane } from '../shape.ts';
import { isWebtoon, pageRowFields, pageSeries, readPageRows } from './page-row.ts';

const envelope = z.object({ list: z.array(z.unknown()), is_end: wireFlag });

/** The search writes in words what lists write in letters. */
const stateWords: Readonly<Record<string, string>> = { 연재중: 'ongoing', 연재: 'ongoing', 휴재: 'rest', 완결: 'finished' };
const stateOf = (row: unknown): string | undefined => {
  const word = row !== null && typeof row === 'object' && 'state' in row ? row.state : null;
  return typeof word === 'string' && Object.hasOwn(stateWords, word) ? stateWords[word] : undefined;
};

const read = (result: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(result);
  if (!parsed.success) return nothing('changed-shape', [misfit('result', firstReason(parsed.error), result)]);
  const { list, is_end: end } = parsed.data;
  const { rows, misfits } = readPageRows(list, 'result.list');
  const byId = new Map(
    rows.flatMap((row, index) =>
      row !== null && isWebtoon(row)
        ? [[row.series_id, pageSeries(row, { fields: pageRowFields(row, { state: stateOf(list[index]) }), counts: {} })] as const]
        : [],
    ),
  );
  const records = [...byId.values()];
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'result.list', ['authors'])];
  const page = Number(queryOf(url).get('page') ?? 0);
  return { outcome: outcomeOf(records, misfits), records, quarantined, next: end === false && rows.length > 0 ? page + 1 : null };
};

/** Series of Kakao Page that answer to a word. Parsed, not asked: the lists already name every title. */
export const pageSearch: Endpoint = {
  name: 'page-search',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ word, page }) => ({
    url: pageUrl(
      `/api/v2/search/series?${new URLSearchParams({ keyword: String(word), category_uid: String(webtoonCategory), is_complete: 'false', sort_type: 'ACCURACY', page: String(page), size: '25' })}`,
    ),
    headers: pageHeaders,
  }),
  parse: pageParser({ payload: 'json' }, (result, { request }) => read(result, request.url)),
};
