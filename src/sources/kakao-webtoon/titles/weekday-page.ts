import { z } from 'zod';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import { reasonOf } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { outcomeOf } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason } from '../../rows.ts';
import { lane } from '../shape.ts';
import { readSectionCards } from './sections.ts';

const start = '<script id="__NEXT_DATA__" type="application/json">';

const state = z.object({
  props: z.object({
    initialProps: z.object({ pageProps: z.object({ dehydratedState: z.object({ queries: z.array(z.unknown()) }) }) }),
  }),
});
/** An answer of the timetables as the page keeps it: what was asked, and what came. */
const query = z.object({
  queryKey: z.array(z.unknown()),
  state: z.object({ data: z.object({ data: z.array(z.unknown()) }) }),
});

const isTimetable = (value: unknown): boolean => {
  const key = value !== null && typeof value === 'object' && 'queryKey' in value ? value.queryKey : null;
  return Array.isArray(key) && key[0] === 'time-table' && typeof key[2] === 'string' && key[1] !== 'filter';
};

const read = (html: string): Parsed => {
  const at = html.indexOf(start);
  const end = at < 0 ? -1 : html.indexOf('</script>', at);
  const whole = /<\/html>\s*$/.test(html);
  if (end < 0)
    return nothing(whole ? 'changed-shape' : 'truncated', [misfit('', whole ? 'a page without its data' : 'the page is not closed', html)]);
  let data: unknown;
  try {
    data = JSON.parse(html.slice(at + start.length, end));
  } catch (error) {
    return nothing('changed-shape', [misfit('__NEXT_DATA__', `not JSON: ${reasonOf(error)}`, html.slice(at, end))]);
  }
  const parsed = state.safeParse(data);
  if (!parsed.success) return nothing('changed-shape', [misfit('__NEXT_DATA__', firstReason(parsed.error), data)]);
  const lists = parsed.data.props.initialProps.pageProps.dehydratedState.queries.filter(isTimetable);
  if (lists.length === 0) return nothing('changed-shape', [misfit('__NEXT_DATA__', 'a page without a timetable', data)]);
  const records: ParsedRecord[] = [];
  const quarantined: Misfit[] = [];
  const told = new Set<string>();
  for (const list of lists) {
    const good = query.safeParse(list);
    if (!good.success) {
      quarantined.push(misfit('__NEXT_DATA__', firstReason(good.error), list));
      continue;
    }
    const { queryKey, state: answer } = good.data;
    const each = readSectionCards(answer.data.data, 'queries[].state.data.data', String(queryKey[2]));
    quarantined.push(...each.quarantined);
    for (const record of each.records) {
      const key = `${record.id} ${record.scope}`;
      if (!told.has(key)) records.push(record);
      told.add(key);
    }
  }
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

/**
 * The page of a day as readers are sent it: it carries the first of the timetables it shows, whole. Parsed, not asked: the timetable itself
 * is a tenth of the bytes.
 */
export const weekdayPage: Endpoint = {
  name: 'weekday-page',
  evidence: 'recorded',
  method: 'page',
  lane,
  cost: 1,
  payload: 'html',
  privateFields: [],
  request: ({ day }) => ({ url: `https://webtoon.kakao.com/?tab=${day}`, headers: { 'Accept-Language': 'ko' } }),
  parse: payloadParser({ payload: 'html' }, (payload) => read(payload as string)),
};
