import { z } from 'zod';
import { exact } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { outcomeOf, queryOf, wireFlag } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason } from '../../rows.ts';
import { pageHeaders, pageParser, pageUrl, webtoonCategory } from '../page.ts';
import { lane, listings, unknownAge } from '../shape.ts';
import { isWebtoon, pageRowFields, pageSeries, readPageRows } from './page-row.ts';

/** Rows a page; the answer does not say. */
export const landingPageSize = 25;

const envelope = z.object({ list: z.array(z.unknown()), is_end: wireFlag });

const numberIn = (query: URLSearchParams, name: string): number | null => {
  const value = Number(query.get(name) ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
};

const read = (result: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(result);
  if (!parsed.success) return nothing('changed-shape', [misfit('result', firstReason(parsed.error), result)]);
  const query = queryOf(url);
  const tab = numberIn(query, 'tab_uid');
  const page = numberIn(query, 'page');
  const list = listings.find((each) => each.tab === tab)?.id ?? (tab === null ? 'list' : `list/tab-${tab}`);
  const { rows, misfits } = readPageRows(parsed.data.list, 'result.list');
  const records: ParsedRecord[] = [];
  const told = new Set<number>();
  rows.forEach((row, index) => {
    if (row === null || !isWebtoon(row) || told.has(row.series_id)) return;
    told.add(row.series_id);
    const fields = pageRowFields(row, {
      weekdays: list.startsWith('weekday/') ? [list.slice('weekday/'.length)] : undefined,
      state: list === 'finished' ? 'finished' : undefined,
    });
    // In which order the list stands is not known: not to be taken for an order by popularity.
    const rank = page === null ? null : exact(page * landingPageSize + index + 1);
    records.push(pageSeries(row, { scope: `${list}/listed`, fields, counts: { rank } }));
  });
  const quarantined: Misfit[] = [
    ...misfits,
    ...absentEverywhere(rows, 'result.list', ['authors', 'age_grade', 'on_issue']),
    ...rows.flatMap((row) => (row ? unknownAge('result.list[].age_grade', row.age_grade) : [])),
  ];
  const end = parsed.data.is_end;
  // Without it nobody knows whether this was all; the rows are kept.
  if (typeof end !== 'boolean') quarantined.push(misfit('result.is_end', 'absent: the page does not say whether more follow', null));
  // A page of novels alone is empty of webtoons, and more may follow it.
  const outcome = typeof end === 'boolean' ? outcomeOf(records, misfits) : 'changed-shape';
  return { outcome, records, quarantined, next: end === false && rows.length > 0 && page !== null ? page + 1 : null };
};

/** The titles of a day (tabs 1 to 7), the new (11) and the finished (12), 25 a page. */
export const landing: Endpoint = {
  name: 'landing',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ tab, page }) => ({
    url: pageUrl(`/view/v2/landing/dayofweek?category_uid=${webtoonCategory}&page=${page}&tab_uid=${tab}&screen_uid=52`),
    headers: pageHeaders,
  }),
  parse: pageParser({ payload: 'json' }, (result, { request }) => read(result, request.url)),
};
