import { z } from 'zod';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason } from '../../rows.ts';
import { lane, outcomeOf, queryOf, referer } from '../shape.ts';
import { orderOf, readTitleRows, titleMetrics, titleRecord } from './row.ts';
import type { TitleRow } from './row.ts';

const envelope = z.object({ titleListMap: z.record(z.string(), z.unknown()) });

const week = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const map = parsed.data.titleListMap;
  const order = orderOf(queryOf(url));
  const quarantined: Misfit[] = [];
  const lists: { readonly day: string; readonly rows: readonly (TitleRow | null)[] }[] = [];
  // The map's own order is not that of the week.
  for (const day of week) {
    if (!Object.hasOwn(map, day)) continue;
    const { rows, misfits } = readTitleRows(map[day], `titleListMap.${day}`);
    quarantined.push(...misfits);
    lists.push({ day, rows });
  }
  for (const name of Object.keys(map))
    if (!week.includes(name)) quarantined.push(misfit(`titleListMap.${name}`, 'an unknown day', map[name]));
  const daysOfTitle = new Map<number, string[]>();
  for (const { day, rows } of lists) {
    for (const row of rows) {
      if (row === null) continue;
      const known = daysOfTitle.get(row.titleId);
      if (known === undefined) daysOfTitle.set(row.titleId, [day]);
      else if (!known.includes(day)) known.push(day);
    }
  }
  const records: ParsedRecord[] = [];
  for (const { day, rows } of lists) {
    const scope = `weekday/${day}/${order}`;
    rows.forEach((row, index) => {
      if (row !== null) records.push(titleRecord(row, { scope, rank: index + 1, weekdays: daysOfTitle.get(row.titleId)! }));
    });
  }
  quarantined.push(
    ...absentEverywhere(
      lists.flatMap(({ rows }) => rows),
      'titleListMap.*',
      titleMetrics,
    ),
  );
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

/**
 * All titles that appear on fixed days, for one order: seven lists in one answer. A title of several days is in several lists, with a
 * place of its own in each: one record per row, told apart by scope.
 */
export const weekday: Endpoint = {
  name: 'weekday',
  evidence: 'recorded',
  method: 'api',
  conditional: true,
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ order }) => ({ url: `https://comic.naver.com/api/webtoon/titlelist/weekday?order=${order}`, headers: referer }),
  parse: payloadParser({ payload: 'json' }, (payload, { request }) => read(payload, request.url)),
};
